import { contentWords } from './words.ts'

const dimensions = 512

/**
 * Vectors of texts without a model: words, pairs of neighbours and the character trigrams inside words, hashed into 512 signed dimensions and
 * weighted by how few of the texts hold them. Equal texts get equal vectors; a text without a content word gets zeros.
 */
export function embedLexically(texts: readonly string[]): Float32Array[] {
  const bags = texts.map(features)
  const spread = new Map<string, number>()
  for (const bag of bags)
    for (const feature of bag.keys()) spread.set(feature, (spread.get(feature) ?? 0) + 1)
  return bags.map((bag) => {
    const vector = new Float32Array(dimensions)
    for (const [feature, weight] of bag) {
      const rarity = Math.log(1 + texts.length / (spread.get(feature) ?? 1))
      const hash = fnv1a(feature)
      const slot = (hash >>> 1) % dimensions
      vector[slot] = (vector[slot] ?? 0) + (hash & 1 ? 1 : -1) * weight * rarity
    }
    return vector
  })
}

/** Features with their weight; a pair of words weighs half as much as a word, and so do the trigrams of one together. */
function features(text: string): Map<string, number> {
  const bag = new Map<string, number>()
  const add = (feature: string, weight: number) => bag.set(feature, (bag.get(feature) ?? 0) + weight)
  let previous = '^'
  for (const word of contentWords(text)) {
    add(word, 1)
    add(`${previous} ${word}`, 0.5)
    previous = word
    const framed = `^${word}$`
    const grams = framed.length - 2
    for (let start = 0; start < grams; start++) add(`#${framed.slice(start, start + 3)}`, 0.5 / grams)
  }
  for (const [feature, weight] of bag) bag.set(feature, Math.sqrt(weight))
  return bag
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  // FNV's low bits are weak: fold the high ones in.
  return (hash ^ (hash >>> 15)) >>> 0
}
