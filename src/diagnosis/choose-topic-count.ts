import { clusterVectors } from './cluster-vectors.ts'
import type { UnitVector } from './vector.ts'

/** How many topics the vectors fall into by themselves, `most` at most. */
export function chooseTopicCount(
  vectors: readonly UnitVector[],
  { most, ...rest }: { readonly most: number; readonly seed: number; readonly background: number },
): number {
  return new Set(clusterVectors(vectors, { topics: most, ...rest })).size
}
