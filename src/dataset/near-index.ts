import { highSimilarity, type Sketch } from './sketch-text.ts'

/** At most so many items are listed under one hash and group, and so many compared with one item. */
const listed = 50
const compared = 32

interface Neighbour {
  readonly index: number
  readonly similarity: number
}

interface NearIndex<Group> {
  /**
   * Adds the next item and gives the item of another group, among those added before, that is most like it: with a Jaccard
   * similarity of at least 0.9; the earliest among equals.
   */
  readonly addNext: (group: Group) => Neighbour | undefined
}

/**
 * Near neighbours by prefix filtering (Chaudhuri, Ganti and Kaushik 2006): two sets of n and m hashes with a similarity of
 * at least t share one of their n - ceil(t n) + 1 and m - ceil(t m) + 1 rarest hashes, so only those are looked up.
 */
export function createNearIndex<Group>(sketches: readonly Sketch[]): NearIndex<Group> {
  const frequency = new Map<number, number>()
  for (const { hashes } of sketches)
    for (const hash of hashes) frequency.set(hash, (frequency.get(hash) ?? 0) + 1)
  const postings = new Map<number, Map<Group, number[]>>()
  let next = 0

  const rarest = ({ hashes }: Sketch) => {
    const byRarity = new Float64Array(hashes.length)
    hashes.forEach((hash, index) => {
      byRarity[index] = (frequency.get(hash) ?? 0) * 2 ** 32 + hash
    })
    const length = hashes.length - Math.ceil((hashes.length * 9) / 10) + 1
    return Array.from(byRarity.sort().subarray(0, length), (key) => key % 2 ** 32)
  }

  const hits = new Uint16Array(sketches.length)
  const candidates = (prefix: readonly number[], group: Group) => {
    const found: number[] = []
    for (const hash of prefix) {
      for (const [other, items] of postings.get(hash) ?? []) {
        if (other === group) continue
        for (const item of items) {
          const count = hits[item] ?? 0
          if (count === 0) found.push(item)
          hits[item] = count + 1
        }
      }
    }
    const ranked = found.map((item) => ({ item, count: hits[item] ?? 0 }))
    for (const item of found) hits[item] = 0
    ranked.sort((a, b) => b.count - a.count || a.item - b.item)
    return ranked
      .slice(0, compared)
      .map(({ item }) => item)
      .sort((a, b) => a - b)
  }

  const list = (prefix: readonly number[], item: number, group: Group) => {
    for (const hash of prefix) {
      const groups = postings.get(hash) ?? new Map<Group, number[]>()
      postings.set(hash, groups)
      const items = groups.get(group)
      if (!items) groups.set(group, [item])
      else if (items.length < listed) items.push(item)
    }
  }

  return {
    addNext(group) {
      const item = next++
      const sketch = sketches[item]
      if (!sketch) return undefined
      const prefix = rarest(sketch)
      let nearest: Neighbour | undefined
      for (const index of candidates(prefix, group)) {
        const other = sketches[index]
        if (!other) continue
        const similarity = highSimilarity(sketch, other)
        if (similarity > (nearest?.similarity ?? 0)) nearest = { index, similarity }
      }
      list(prefix, item, group)
      return nearest
    },
  }
}
