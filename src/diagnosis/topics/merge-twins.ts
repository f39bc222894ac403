import { cosineDistance, type UnitVector } from '../clusters/vector.ts'
import type { NamedTopic } from './read-topics.ts'

/** Topics whose texts are nearer to each other than this share of the distance of unrelated texts say the same. */
const twinDistance = 0.2

export interface EmbeddedTopic {
  readonly named: NamedTopic
  readonly vector: UnitVector
}

/** Leaves out each topic that says nearly the same as one before it: what is between twins would never be clear. */
export function mergeTwins(topics: readonly EmbeddedTopic[], background: number): EmbeddedTopic[] {
  const kept: EmbeddedTopic[] = []
  for (const topic of topics) {
    const isTwin = kept.some(({ vector }) => cosineDistance(vector, topic.vector) < twinDistance * background)
    if (!isTwin) kept.push(topic)
  }
  return kept
}
