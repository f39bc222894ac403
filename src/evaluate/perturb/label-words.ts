import { isRecord, type JsonValue } from '../../core/json.ts'

/** A text of more words than this is an answer, not a label. */
const longestLabel = 3

/** The words of all that is expected anywhere and reads like a label, in small letters. */
export function labelWords(expected: Iterable<JsonValue | undefined>): Set<string> {
  const found = new Set<string>()
  for (const value of expected) {
    for (const text of textsOf(value)) {
      const words = wordsOf(text)
      if (words.length <= longestLabel) for (const word of words) found.add(word)
    }
  }
  return found
}

/** All words of a value's texts, in small letters. */
export function wordsIn(value: JsonValue | undefined): string[] {
  return textsOf(value).flatMap(wordsOf)
}

function textsOf(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  return isRecord(value) ? Object.values(value).flatMap(textsOf) : []
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
