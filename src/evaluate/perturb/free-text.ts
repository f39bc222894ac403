import { isRecord, type JsonValue } from '../../core/json.ts'

/** A text of an input, and where it stands in it: `ticket`, `messages.0.text`. */
export interface FreeText {
  readonly path: string
  readonly text: string
}

/** Members by these names are no prose, whatever they hold. */
const noProse = /^(?:(?:.*[_-])?(?:u?uid|id|url|uri|e-?mail|key|code|token|path|hash)|.*(?:Id|Url|Key))$/i
const words = /(?<![\p{L}\p{N}_])\p{L}+(?![\p{L}\p{N}_])/gu
const fewestWords = 4

/** Several words, and neither data nor markup as a whole. */
export function isFreeText(text: string): boolean {
  return !/^\s*[{[<]/.test(text) && (text.match(words) ?? []).length >= fewestWords
}

/** The free texts of some fields of an input, in order. */
export function freeTexts(
  input: Readonly<Record<string, JsonValue>>,
  fields: ReadonlySet<string>,
): FreeText[] {
  const found: FreeText[] = []
  mapTexts(input, fields, (text, path) => {
    if (isFreeText(text)) found.push({ path, text })
    return text
  })
  return found
}

/** The input with its texts rewritten; all that is no text stays, and so do other fields. */
export function mapTexts(
  input: Readonly<Record<string, JsonValue>>,
  fields: ReadonlySet<string>,
  rewrite: (text: string, path: string) => string,
): Record<string, JsonValue> {
  const visit = (value: JsonValue, path: string, name: string): JsonValue => {
    if (typeof value === 'string') return noProse.test(name) ? value : rewrite(value, path)
    if (Array.isArray(value)) return value.map((item, index) => visit(item, `${path}.${index}`, name))
    if (!isRecord(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, visit(member, `${path}.${key}`, key)]),
    )
  }
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, fields.has(name) ? visit(value, name, name) : value]),
  )
}
