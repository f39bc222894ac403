import { contentWords } from './words.ts'

const dimensions = 1_536
/** Below 1, since what names a cause occurs often where the cause is common. */
const rarityPower = 0.25

/**
 * Vectors of texts without a model: words and the character trigrams inside them, hashed into 1,536 signed dimensions and weighted
 * by how few of the texts hold them. Equal texts get equal vectors; a text without a content word gets zeros.
 */
export function embedLexically(texts: readonly string[]): Float32Array[] {
  const bags = texts.map(features)
  const spread = new Map<string, number>()
  for (const bag of bags)
    for (const feature of bag.keys()) spread.set(feature, (spread.get(feature) ?? 0) + 1)
  return bags.map((bag) => {
    const vector = new Float32Array(dimensions)
    for (const [feature, weight] of bag) {
      const rarity = Math.log(1 + texts.length / (spread.get(feature) ?? 1)) ** rarityPower
      const hash = fnv1a(feature)
      const slot = (hash >>> 1) % dimensions
      vector[slot] = (vector[slot] ?? 0) + (hash & 1 ? 1 : -1) * weight * rarity
    }
    return vector
  })
}

/** Features with their weight; the trigrams of a word weigh half as much together as the word. */
function features(text: string): Map<string, number> {
  const bag = new Map<string, number>()
  const add = (feature: string, weight: number) => bag.set(feature, (bag.get(feature) ?? 0) + weight)
  for (const word of contentWords(text)) {
    add(word, 1)
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
