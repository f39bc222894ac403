import { openPartition, type PartitionOptions } from './open-partition.ts'
import type { UnitVector } from './vector.ts'

export interface ClusterOptions extends PartitionOptions {
  /** How many topics: a number, or `auto` for as many as there are. */
  readonly topics: number | 'auto'
  /** Topics at most under `auto`. */
  readonly maxTopics: number
}

/**
 * Topics from vectors alone: the topic of each, numbered in order of first appearance, or -1 for one that is as far from all
 * topics as different causes are. A number of topics is honoured as far as there are distinct vectors.
 */
export function clusterVectors(
  vectors: readonly UnitVector[],
  { topics, maxTopics, ...options }: ClusterOptions,
): number[] {
  const partition = openPartition(vectors, options)
  return partition.into(topics === 'auto' ? partition.count(maxTopics) : topics, { loose: true })
}
