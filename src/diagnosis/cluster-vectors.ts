import { createHash } from 'node:crypto'
import { agnes } from 'ml-hclust'
import { cutDendrogram } from './cut-dendrogram.ts'
import { microClusters } from './micro-clusters.ts'
import { centroidOf, cosineDistance, dot, type UnitVector } from './vector.ts'

/** Agglomeration is cubic: with this many points it takes about a second. More are grouped first, into this many. */
const mostPoints = 700

export interface ClusterOptions {
  /** Groups at most. */
  readonly topics: number
  /** Mean cosine distance of unrelated texts under the embedder, in [0, 1]. */
  readonly background: number
  readonly seed: number
}

/**
 * Puts each vector into one of at most `topics` groups, by average linkage on cosine distance; returns the group of each,
 * numbered in order of first appearance. The same vectors in the same order give the same groups. All vectors must have one
 * length; those without direction are alike, and unlike all others.
 */
export function clusterVectors(vectors: readonly UnitVector[], options: ClusterOptions): number[] {
  const distinct = collapse(vectors)
  const { centroids, groupOf } =
    distinct.points.length > mostPoints
      ? microClusters(distinct.points, distinct.weights, mostPoints, options.seed)
      : { centroids: distinct.points, groupOf: distinct.points.map((_, row) => row) }
  const weights = centroids.map(() => 0)
  groupOf.forEach((group, row) => {
    weights[group] = (weights[group] ?? 0) + (distinct.weights[row] ?? 0)
  })
  const topicOf = agglomerate(centroids, weights, options)
  return renumber(distinct.rowOf.map((row) => topicOf[groupOf[row] ?? 0] ?? 0))
}

/** Equal vectors become one point that weighs as much as they do together. */
function collapse(vectors: readonly UnitVector[]) {
  const rows = new Map<string, number>()
  const points: UnitVector[] = []
  const weights: number[] = []
  const rowOf = vectors.map((vector) => {
    // Adding 0 makes -0 and 0 one number, as they are for every distance.
    const bytes = new Uint8Array(vector.map((value) => value + 0).buffer)
    const key = createHash('sha1').update(bytes).digest('base64')
    const row = rows.get(key) ?? points.push(vector) - 1
    rows.set(key, row)
    weights[row] = (weights[row] ?? 0) + 1
    return row
  })
  return { points, weights, rowOf }
}

function agglomerate(
  points: readonly UnitVector[],
  weights: readonly number[],
  { topics, background }: ClusterOptions,
): number[] {
  if (points.length < 2) return points.map(() => 0)
  const root = agnes(distanceMatrix(points), { method: 'average', isDistanceMatrix: true })
  const groups = cutDendrogram(root, { most: topics, background })
  const topicOf = points.map(() => 0)
  const kept = heaviest(groups, weights, topics)
  kept.forEach((group, topic) => {
    for (const row of group) topicOf[row] = topic
  })
  const centroids = kept.map((group) => centroidAt(group, points, weights))
  for (const group of groups) {
    if (kept.includes(group)) continue
    const topic = nearest(centroidAt(group, points, weights), centroids)
    for (const row of group) topicOf[row] = topic
  }
  return topicOf
}

function distanceMatrix(points: readonly UnitVector[]): number[][] {
  const below = points.map((a, row) => points.slice(0, row).map((b) => cosineDistance(a, b)))
  return points.map((_, row) => points.map((_, column) => below[row]?.[column] ?? below[column]?.[row] ?? 0))
}

/** The groups that stay; what is left over by too many of them joins the nearest one that stays. */
function heaviest(groups: readonly number[][], weights: readonly number[], most: number): number[][] {
  const weightOf = (group: readonly number[]) => group.reduce((sum, row) => sum + (weights[row] ?? 0), 0)
  return groups
    .map((group) => ({ group, weight: weightOf(group) }))
    .sort((a, b) => b.weight - a.weight || (a.group[0] ?? 0) - (b.group[0] ?? 0))
    .slice(0, most)
    .map(({ group }) => group)
}

function centroidAt(
  rows: readonly number[],
  points: readonly UnitVector[],
  weights: readonly number[],
): UnitVector {
  return centroidOf(
    rows.flatMap((row) => points[row] ?? []),
    rows.map((row) => weights[row] ?? 0),
  )
}

function nearest(vector: UnitVector, centroids: readonly UnitVector[]): number {
  const similarities = centroids.map((centroid) => dot(vector, centroid))
  return similarities.indexOf(Math.max(...similarities))
}

function renumber(groups: readonly number[]): number[] {
  const numbers = new Map<number, number>()
  return groups.map((group) => {
    const number = numbers.get(group) ?? numbers.size
    numbers.set(group, number)
    return number
  })
}
