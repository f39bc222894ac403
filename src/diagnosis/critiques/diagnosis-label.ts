import { unspacedScripts } from '../../core/unspaced-scripts.ts'

const mostWords = 6
const mostCharacters = 60

/** A label of 2 to 6 words and at most 60 characters on one line; `undefined` when the text holds no word. */
export function diagnosisLabel(text: string): string | undefined {
  const words = text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/^[\s"'`.,:;*-]+|[\s"'`.,:;*-]+$/gu, '')
    .split(' ')
    .filter((word) => word !== '')
  if (words.length === 0) return undefined
  const [only] = words
  const single = words.length === 1 && !unspacedScripts.test(only ?? '')
  const kept = single ? [...words, 'failure'] : words.slice(0, mostWords)
  while (kept.length > 2 && kept.join(' ').length > mostCharacters) kept.pop()
  return kept.join(' ').slice(0, mostCharacters).toWellFormed()
}
