/** Finds the known term that an unknown word most looks like. */
export type Nearness = (stem: string) => { readonly term: string; readonly similarity: number } | undefined

const leastSimilarity = 0.5
const leastLetters = 4
const remembered = 20_000

function trigrams(word: string): string[] {
  const padded = `^${word}$`
  const grams: string[] = []
  for (let start = 0; start + 3 <= padded.length; start++) grams.push(padded.slice(start, start + 3))
  return grams
}

/** Dice similarity of character trigrams, for inflections that the stemmer misses and for slips of the keyboard. */
export function createNearness(terms: readonly string[]): Nearness {
  const holders = new Map<string, string[]>()
  const sizes = new Map<string, number>()
  for (const term of terms) {
    if (term.length < leastLetters) continue
    const grams = trigrams(term)
    sizes.set(term, grams.length)
    for (const gram of grams) holders.set(gram, [...(holders.get(gram) ?? []), term])
  }
  const known = new Map<string, ReturnType<Nearness>>()

  function find(stem: string): ReturnType<Nearness> {
    const grams = trigrams(stem)
    const shared = new Map<string, number>()
    for (const gram of grams)
      for (const term of holders.get(gram) ?? []) shared.set(term, (shared.get(term) ?? 0) + 1)
    let best: ReturnType<Nearness>
    for (const [term, common] of shared) {
      const similarity = (2 * common) / (grams.length + (sizes.get(term) ?? 0))
      if (similarity >= leastSimilarity && similarity > (best?.similarity ?? 0)) best = { term, similarity }
    }
    return best
  }

  return (stem) => {
    if (stem.length < leastLetters) return undefined
    if (!known.has(stem)) {
      if (known.size >= remembered) known.clear()
      known.set(stem, find(stem))
    }
    return known.get(stem)
  }
}
