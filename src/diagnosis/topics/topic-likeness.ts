import type { Topic } from '../../core/diagnosis.ts'
import { dot, type UnitVector } from '../clusters/vector.ts'
import { decodeCentroid } from './encode-centroid.ts'
import { foldName } from './fold-name.ts'

/** How alike a topic and an earlier one are; all in [0, 1]. */
export interface Likeness {
  /** By direction and name. */
  readonly content: number
  /** The share of their cases that both have (Jaccard). */
  readonly cases: number
  /** Both together: content counts more, since a case may fail again for another reason. */
  readonly whole: number
}

const contentWeight = 0.7
/** What is said by other names alone: nothing either way. */
const unknown = 0.5
/** A first guess at how near different topics are under an embedder, which counts as much as one pair that was seen. */
const priorNearness = 0.3

/** What topics are compared by. */
type Comparable = Pick<Topic, 'name' | 'caseIds' | 'centroid'>

interface Known {
  readonly name: string
  readonly cases: ReadonlySet<string>
  readonly centroid: UnitVector | undefined
}

/**
 * Prepares the comparison of the topics of two reports. Embedders differ in how near they put different things: how near the
 * topics of one report are to one another shows which similarity of centroids says nothing.
 *
 * @param sameEmbedder do the centroids of both reports come from one embedder? Otherwise only names are compared
 */
export function createTopicLikeness(
  fresh: readonly Comparable[],
  before: readonly Comparable[],
  sameEmbedder: boolean,
): (topic: Comparable, earlier: Comparable) => Likeness {
  const known = new Map([...fresh, ...before].map((topic) => [topic, know(topic, sameEmbedder)]))
  const knownOf = (topic: Comparable) => known.get(topic) ?? know(topic, sameEmbedder)
  const nearness = nearnessWithin([fresh.map(knownOf), before.map(knownOf)])
  return (topic, earlier) => {
    const [a, b] = [knownOf(topic), knownOf(earlier)]
    const content = a.name === b.name ? 1 : contentOf(a, b, nearness)
    const cases = jaccard(a.cases, b.cases)
    return { content, cases, whole: contentWeight * content + (1 - contentWeight) * cases }
  }
}

function know({ name, caseIds, centroid }: Comparable, withCentroid: boolean): Known {
  return {
    name: foldName(name),
    cases: new Set(caseIds),
    centroid: withCentroid && centroid !== undefined ? decodeCentroid(centroid) : undefined,
  }
}

function contentOf(a: Known, b: Known, nearness: number): number {
  const similarity = similarityOf(a, b)
  return similarity === undefined ? unknown : Math.max(0, (similarity - nearness) / (1 - nearness))
}

/** Cosine of the centroids, from 0; `undefined` where they cannot be compared. */
function similarityOf({ centroid: a }: Known, { centroid: b }: Known): number | undefined {
  if (!a || !b || a.length !== b.length || a.length === 0) return undefined
  return Math.min(1, Math.max(0, dot(a, b)))
}

/** How near different topics of one report are to each other on average, below 1. */
function nearnessWithin(reports: readonly (readonly Known[])[]): number {
  let sum = priorNearness
  let pairs = 1
  for (const topics of reports) {
    topics.forEach((a, row) => {
      for (const b of topics.slice(0, row)) {
        const similarity = similarityOf(a, b)
        if (similarity === undefined) continue
        sum += similarity
        pairs += 1
      }
    })
  }
  return Math.min(0.95, sum / pairs)
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((item) => b.has(item)).length
  const all = a.size + b.size - shared
  return all === 0 ? 0 : shared / all
}
