import { contentWords } from './words.ts'

const dimensions = 1_536
/** Below 1, since what names a cause occurs often where the cause is common. */
const rarityPower = 0.25

/**
 * Vectors of texts without a model: words and the character trigrams inside them, hashed into 1,536 signed dimensions and weighted
 * by how few of the texts hold them. Equal texts get equal vectors; a text without a content word gets zeros.
 */
export function embedLexically(texts: readonly string[]): Float32Array[] {
  const known = new Map<string, Feature>()
  const bags = texts.map((text) => countIn(known, text))
  const factors = new Map<Feature, number>()
  for (const feature of known.values())
    factors.set(feature, feature.sign * Math.log(1 + texts.length / feature.texts) ** rarityPower)
  return bags.map(({ features, weights }) => {
    const vector = new Float32Array(dimensions)
    features.forEach((feature, index) => {
      const value = (factors.get(feature) ?? 0) * (weights[index] ?? 0)
      vector[feature.slot] = (vector[feature.slot] ?? 0) + value
    })
    return vector
  })
}

interface Feature {
  readonly slot: number
  readonly sign: 1 | -1
  /** How many texts hold it. */
  texts: number
}

/** The features of a text, counted among those of all, with their weights. */
function countIn(known: Map<string, Feature>, text: string): { features: Feature[]; weights: Float32Array } {
  const weighed = weighFeatures(text)
  const features = Array.from(weighed.keys(), (name) => {
    const feature = known.get(name) ?? newFeature(name)
    feature.texts += 1
    known.set(name, feature)
    return feature
  })
  return { features, weights: Float32Array.from(weighed.values()) }
}

function newFeature(name: string): Feature {
  const hash = fnv1a(name)
  return { slot: (hash >>> 1) % dimensions, sign: hash & 1 ? 1 : -1, texts: 0 }
}

/** Features with their weight; the trigrams of a word weigh half as much together as the word. */
function weighFeatures(text: string): Map<string, number> {
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
