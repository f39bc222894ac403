import { centroidOf, cosineDistance, type UnitVector } from '../clusters/vector.ts'

/** Where a diagnosis stands among the topics. */
export interface Affinity {
  /** The nearest topic. */
  readonly topic: number
  /** How near it is: 1 is the same, 0 as far as unrelated texts are. */
  readonly nearness: number
  /** Is it near, and clearly nearer than any other topic? */
  readonly clear: boolean
}

/** As shares of the distance of unrelated texts. */
const leastNearness = 0.25
const leastLead = 0.1

/**
 * Compares diagnoses with topics by their vectors. A topic's direction is that of its own text together with the mean of the diagnoses
 * that are clearly nearest to it: names are general, and what they stand for shows in their members.
 *
 * @param background how far apart unrelated texts are, in mean cosine distance
 */
export function topicAffinities(
  vectors: readonly UnitVector[],
  topics: readonly UnitVector[],
  background: number,
): Affinity[] {
  const first = vectors.map((vector) => affinityOf(vector, topics, background))
  const members = topics.map((): UnitVector[] => [])
  first.forEach(({ topic, clear }, row) => {
    const vector = vectors[row]
    if (clear && vector) members[topic]?.push(vector)
  })
  const refined = topics.map((topic, index) => {
    const own = members[index] ?? []
    return own.length === 0 ? topic : centroidOf([topic, centroidOf(own)])
  })
  return vectors.map((vector) => affinityOf(vector, refined, background))
}

function affinityOf(vector: UnitVector, topics: readonly UnitVector[], background: number): Affinity {
  let topic = 0
  let best = Number.NEGATIVE_INFINITY
  let second = Number.NEGATIVE_INFINITY
  topics.forEach((candidate, index) => {
    const nearness = 1 - cosineDistance(vector, candidate) / background
    if (nearness > best) {
      second = best
      best = nearness
      topic = index
    } else if (nearness > second) second = nearness
  })
  return { topic, nearness: best, clear: best >= leastNearness && best - second >= leastLead }
}
