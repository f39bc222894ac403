import { looksSecret } from './looks-secret.ts'
import type { NoteSecret } from './note-secret.ts'
import { redactionMark } from './redaction-mark.ts'
import { isPlaceholder, strongName, weakName } from './secret-names.ts'

const names = `(?:(?<strong>${strongName})(?:[-_]?\\d{1,3})?|(?<weak>${weakName}))`
/** Before a quote, where the text is wrapped in JSON once, twice or three times. */
const escapes = String.raw`(?:\\|\\{3}|\\{7})`
const quote = String.raw`${escapes}?["'\`]`
const bare = String.raw`[^\s"'\`<>\\,;&|(){}[\]]`

/**
 * A name, what makes it one (`:`, `=`, `=>`, `is`), and a value. A quote begins a value unless it ends the text that the name stands
 * in, as in `{"a":"the password: ","b":1}`.
 */
const assignment = new RegExp(
  String.raw`${names}(?<closing>${quote})?(?<sign>\s{0,20}(?:=>|:=|[:=](?![=>:]))\s{0,20}|\s{1,3}(?:is|was)(?:\s{1,3}|:\s{1,3}))(?:(?<deep>${escapes})(?<wrapped>["'\`])|(?<open>["'\`])|(?<bare>${bare}{1,512}))`,
  'gi',
)

const rest = new RegExp(`${bare}*`, 'y')
/** Not in an address: there `&` begins the next parameter. */
const proseRest = new RegExp(`(?:&?${bare})*`, 'y')
/** Up to the quote that ends it; an escaped one does not. A double quote always ends it, since it may be that of the JSON around. */
const insideQuotes: Readonly<Record<string, RegExp>> = {
  '"': /[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*/y,
  "'": /[^'"\\\r\n]*(?:\\[^"\r\n][^'"\\\r\n]*)*/y,
  '`': /[^`"\\\r\n]*(?:\\[^"\r\n][^`"\\\r\n]*)*/y,
}
const insideEscapedQuotes: Readonly<Record<string, RegExp>> = {
  '"': /[^"\\\r\n]*/y,
  "'": /[^'"\\\r\n]*/y,
  '`': /[^`"\\\r\n]*/y,
}

interface Span {
  readonly from: number
  readonly to: number
  readonly mark: string
}

/** Takes out the values of names such as `password` and `api_key`, where they are assigned, written as JSON, or said. */
export function redactNamed(text: string, note: NoteSecret): string {
  let result = ''
  let done = 0
  assignment.lastIndex = 0
  for (let match = assignment.exec(text); match; match = assignment.exec(text)) {
    const span = findSecret(text, match)
    // What was no value may hold a name.
    assignment.lastIndex = span ? span.to : valueStart(match)
    if (!span) continue
    note(text.slice(span.from, span.to))
    result += text.slice(done, span.from) + span.mark
    done = span.to
  }
  return redactOptions(done === 0 ? text : result + text.slice(done), note)
}

function valueStart({ 0: whole, index, groups = {} }: RegExpExecArray): number {
  return index + whole.length - (groups.bare?.length ?? 0)
}

function findSecret(text: string, match: RegExpExecArray): Span | undefined {
  const { groups = {}, index } = match
  const { strong, closing, sign = '', deep = '', wrapped, open, bare: word } = groups
  const from = valueStart(match)
  const name = strong === undefined ? 'weak' : 'strong'
  const by = /is|was/i.test(sign) ? 'said' : sign === '=' ? 'equals' : 'colon'
  if (word !== undefined) {
    const variable =
      by === 'equals' &&
      /^[A-Z0-9_]+$/.test(strong ?? '') &&
      /[A-Z_]$|^$/.test(text.slice(0, index).slice(-1))
    if (!looksSecret({ name, value: word, quoted: false, by, variable })) return undefined
    const to = readFrom(by === 'equals' ? rest : proseRest, text, from)
    // A bare value of a JSON member is a number, which only a text can replace.
    return { from, to, mark: closing ? `${closing}${redactionMark}${closing}` : redactionMark }
  }
  const inside = (wrapped ? insideEscapedQuotes[wrapped] : insideQuotes[open ?? '']) ?? rest
  const to = readFrom(inside, text, from)
  const value = text.slice(from, to)
  const opening = `${deep}${wrapped ?? open}`
  if (value === redactionMark || (closing !== opening && /^[\s,:}\]]/.test(value))) return undefined
  return looksSecret({ name, value, quoted: true, by: 'colon' })
    ? { from, to, mark: redactionMark }
    : undefined
}

function readFrom(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from
  return from + (sticky.exec(text)?.[0].length ?? 0)
}

/** `--password VALUE`, `curl -u user:VALUE`, `<password>VALUE</password>` */
const options = new RegExp(
  String.raw`((?<![\w-])--(?:[a-z]{1,30}[-_]){0,5}(?:${strongName}|token)(?:=|\s{1,3})|(?<![\w-])(?:-u|--user)\s{1,3}[\w.@-]{1,100}:|<(?:[\w.-]{0,60}[:_-])?(?:${strongName})(?:\s[^<>]{0,200})?>)(${bare}{4,512})`,
  'gi',
)

function redactOptions(text: string, note: NoteSecret): string {
  if (!/--|-u\s|>/.test(text)) return text
  return text.replace(options, (whole, before: string, value: string) => {
    if (isPlaceholder(value) || /^-/.test(value)) return whole
    note(value)
    return `${before}${redactionMark}`
  })
}
