import { isRecord, type JsonValue } from '../core/json.ts'

/** At most `max` characters: the middle goes, and the text says how much of it. */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text
  const mark = ` [... ${text.length - max} or more characters cut ...] `
  const kept = Math.max(0, max - mark.length)
  const head = Math.ceil(kept / 2)
  return `${text.slice(0, head).toWellFormed()}${mark}${text.slice(text.length - (kept - head)).toWellFormed()}`
}

/**
 * JSON data whose text has about `max` characters at most: its longest strings are cut in the middle first, and only a
 * structure that is still too large becomes one cut string.
 */
export function cutJson(value: JsonValue, max: number): JsonValue {
  const size = (candidate: JsonValue) => JSON.stringify(candidate).length
  if (size(value) <= max) return value
  for (let longest = max; longest >= 100; longest = Math.floor(longest / 2)) {
    const cut = cutStrings(value, longest)
    if (size(cut) <= max) return cut
  }
  return cutMiddle(JSON.stringify(value), max)
}

function cutStrings(value: JsonValue, longest: number): JsonValue {
  if (typeof value === 'string') return cutMiddle(value, longest)
  if (Array.isArray(value)) return value.map((item) => cutStrings(item, longest))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cutStrings(member, longest)]))
}
