import { contentWords } from '../embeddings/words.ts'

const mostTerms = 12

/**
 * The most telling words of each group of texts, most telling first, by class-based TF-IDF (Grootendorst 2022): how often
 * a word stands in the group x log(1 + mean words of a group / how often it stands in all groups).
 */
export function tellingTerms(groups: readonly (readonly string[])[], most = mostTerms): string[][] {
  const counts = groups.map((texts) => countWords(texts.flatMap(contentWords)))
  const overall = new Map<string, number>()
  let words = 0
  for (const group of counts) {
    for (const [word, count] of group) {
      overall.set(word, (overall.get(word) ?? 0) + count)
      words += count
    }
  }
  const meanWords = words / Math.max(1, groups.length)
  const weigh = (word: string, count: number) => count * Math.log(1 + meanWords / (overall.get(word) ?? 1))
  return counts.map((group) =>
    [...group]
      .map(([word, count]) => ({ word, weight: weigh(word, count) }))
      .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
      .slice(0, most)
      .map(({ word }) => word),
  )
}

function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
