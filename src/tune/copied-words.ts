import type { Case } from '../core/case.ts'
import { unspacedScripts } from '../core/unspaced-scripts.ts'

/** That many words in a row are a copy. */
const copyLength = 8

const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/**
 * The first run of 8 words that a new text shares with a row and that the seed prompt did not hold: one for each text
 * that copies. Case and punctuation do not count. Placeholder values never stand in a prompt, so they are not looked for.
 */
export function findCopiedWords(texts: readonly string[], rows: readonly Case[], seed: string): string[] {
  const known = new Set(wordRuns(seed))
  const fresh = texts.map((text) => new Set([...wordRuns(text)].filter((run) => !known.has(run))))
  if (fresh.every((runs) => runs.size === 0)) return []
  const copied = new Map<number, string>()
  for (const row of rows) {
    for (const text of stringsOf([row.input, row.expected])) {
      for (const run of wordRuns(text)) {
        fresh.forEach((runs, index) => {
          if (!copied.has(index) && runs.has(run)) copied.set(index, run)
        })
      }
    }
    if (copied.size === texts.length) break
  }
  return [...copied.values()]
}

function* wordRuns(text: string): Generator<string> {
  const words = wordsOf(text.toLowerCase())
  for (let end = copyLength; end <= words.length; end++) yield words.slice(end - copyLength, end).join(' ')
}

function wordsOf(text: string): string[] {
  if (!unspacedScripts.test(text)) return text.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []
  return [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment)
}

function* stringsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) yield* stringsOf(member)
  }
}
