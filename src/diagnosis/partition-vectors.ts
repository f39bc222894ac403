import { clusterVectors } from './cluster-vectors.ts'
import type { UnitVector } from './vector.ts'

/** The group of each vector, `groups` groups at most: finer than topics, so that a sample can be drawn evenly over them. */
export function partitionVectors(
  vectors: readonly UnitVector[],
  { groups, ...rest }: { readonly groups: number; readonly seed: number; readonly background: number },
): number[] {
  return clusterVectors(vectors, { topics: groups, ...rest })
}
