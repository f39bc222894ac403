import { isFunctionWord } from './function-words.ts'
import { stemWord } from './stem-word.ts'
import { allWords } from './words.ts'

const functionWordWeight = 0.1
const gramWeight = 0.2
const leadCount = 2
/** As many as OpenAI's small model gives; with fewer, features that share a place hide what texts share. */
export const defaultDimensions = 1_536

/** 32-bit FNV-1a with a final mix, so that the low bits are good enough for buckets. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  return (value ^ (value >>> 15)) >>> 0
}

function features(text: string): Map<string, { count: number; weight: number }> {
  const found = new Map<string, { count: number; weight: number }>()
  const add = (feature: string, weight: number, times: number) => {
    const known = found.get(feature)
    if (known) known.count += times
    else found.set(feature, { count: times, weight })
  }
  const lead = /^[^.!?\n]*/.exec(text)?.[0] ?? ''
  for (const [part, times] of [
    [lead, leadCount],
    [text.slice(lead.length), 1],
  ] as const) {
    for (const word of allWords(part)) {
      const empty = isFunctionWord(word)
      add(`w ${stemWord(word)}`, empty ? functionWordWeight : 1, times)
      if (empty) continue
      const padded = `^${word}$`
      for (let size = 3; size <= 5; size++) {
        for (let start = 0; start + size <= padded.length; start++) {
          add(`c ${padded.slice(start, start + size)}`, gramWeight, times)
        }
      }
    }
  }
  return found
}

/**
 * A text as a vector of length 1: hashed stems and character 3- to 5-grams, with sublinear term frequency; function
 * words weigh little, and the first sentence counts more, as a title does. A text without words gives the
 * zero vector.
 */
export function embedText(text: string, dimensions = defaultDimensions): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const [feature, { count, weight }] of features(text)) {
    const code = hash(feature)
    const bucket = code % dimensions
    const sign = code >>> 31 === 0 ? 1 : -1
    vector[bucket] = (vector[bucket] ?? 0) + sign * weight * Math.sqrt(count)
  }
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}
