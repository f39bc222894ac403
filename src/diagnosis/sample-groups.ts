import { dot, type UnitVector } from './vector.ts'

/** Rows drawn in turn from each group, in the order of their cosine similarity to the first one drawn. */
export function sampleGroups(
  vectors: readonly UnitVector[],
  groups: readonly number[],
  size: number,
): number[] {
  const queues = new Map<number, number[]>()
  groups.forEach((group, row) => {
    queues.set(group, [...(queues.get(group) ?? []), row])
  })
  const sample: number[] = []
  const wanted = Math.min(size, vectors.length)
  for (let round = 0; sample.length < wanted; round++) {
    for (const rows of queues.values()) {
      const row = rows[round]
      if (row !== undefined && sample.length < wanted) sample.push(row)
    }
  }
  const first = vectors[sample[0] ?? 0]
  const likeness = (row: number) => {
    const vector = vectors[row]
    return first && vector ? dot(vector, first) : 0
  }
  return sample.sort((a, b) => likeness(b) - likeness(a))
}
