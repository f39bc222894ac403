import type { NoteSecret } from './note-secret.ts'
import { redactionMark } from './redaction-mark.ts'
import { isPlaceholder } from './secret-names.ts'

const quote = String.raw`(?:\\|\\{3}|\\{7})?["'\`]`
const sign = String.raw`(?<closing>${quote})?\s{0,20}(?:=>|[:=](?![=>:]))\s{0,20}(?<open>${quote})?`
const bare = String.raw`[^\s"'\`\\,;<>{}()[\]]`

/** `Authorization: Bearer ...`, `"authorization": "Basic ..."`, also of AWS and in other schemes. */
const authorization = new RegExp(
  String.raw`(?<before>authorization${sign})(?:(?<scheme>(?:Bearer|Basic|Token|ApiKey|Api-Key|Negotiate|GenieKey|SSWS)\s{1,5})(?<token>${bare}{4,})|(?<manner>(?:Digest|AWS4-HMAC-SHA256|OAuth|Signature)\s{1,5})(?<credentials>[^\r\n"'\`\\<>]{4,})|(?<plain>(?![:,])${bare}{8,}))`,
  'gi',
)

/** `Cookie: a=b; c=d` and `Set-Cookie: a=b; Path=/`, to the end of the line or text. */
const cookie = new RegExp(
  String.raw`(cookie${sign})([\w.!#$%^*+|~-]{1,100}=[^\r\n"'\`\\<>{}()[\]]{1,8000})`,
  'gi',
)

/** Takes the credentials out of headers that carry nothing else. */
export function redactHeaders(text: string, note: NoteSecret): string {
  return text
    .replace(authorization, (whole, ...args: unknown[]) => {
      const { before = '', closing, open, scheme, token, manner, credentials, plain = '' } = groupsOf(args)
      if (credentials !== undefined) return `${before}${manner}${redactionMark}`
      const value = token ?? plain
      const word = token === undefined ? /^[^\d]*$/ : /^[a-z]{1,15}$/
      if (isPlaceholder(value) || word.test(value)) return whole
      note(value)
      // A bare value of a JSON member is a number, which only a text can replace.
      const mark = closing && !open && !scheme ? `${closing}${redactionMark}${closing}` : redactionMark
      return `${before}${scheme ?? ''}${mark}`
    })
    .replace(cookie, `$1${redactionMark}`)
}

function groupsOf(args: readonly unknown[]): Readonly<Record<string, string | undefined>> {
  const last = args.at(-1)
  return typeof last === 'object' && last !== null ? { ...last } : {}
}
