import { createRandom } from '../../core/random.ts'
import { collapseVectors } from './collapse-vectors.ts'
import { orderByLikeness } from './order-by-likeness.ts'
import type { UnitVector } from './vector.ts'

/**
 * A sample of rows that is balanced over groups, as ClusterFusion shows it to a model: of each group as many as of any other as far
 * as there are so many, drawn by lot, in the order of their likeness to the first. That one is of the largest group. The order of the
 * rows does not matter, but between equal vectors.
 */
export function sampleGroups(
  vectors: readonly UnitVector[],
  groups: readonly number[],
  { size, seed }: { readonly size: number; readonly seed: number },
): number[] {
  const { pointOf } = collapseVectors(vectors)
  const place = (row: number | undefined) => pointOf[row ?? -1] ?? 0
  const members = new Map<number, number[]>()
  for (const row of vectors.map((_, row) => row).sort((a, b) => place(a) - place(b))) {
    const group = groups[row] ?? 0
    const own = members.get(group)
    if (own) own.push(row)
    else members.set(group, [row])
  }
  const random = createRandom(seed)
  const queues = [...members.values()]
    .sort((a, b) => b.length - a.length || place(a[0]) - place(b[0]))
    .map((rows) => random.shuffle(rows))
  const chosen: number[] = []
  const wanted = Math.min(size, vectors.length)
  for (let round = 0; chosen.length < wanted; round++) {
    for (const queue of queues) {
      const row = queue[round]
      if (row !== undefined && chosen.length < wanted) chosen.push(row)
    }
  }
  return orderByLikeness(vectors, chosen)
}
