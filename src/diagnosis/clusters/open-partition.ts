import { collapseVectors, type DistinctVectors } from './collapse-vectors.ts'
import { countTopics, cutInto } from './cut-dendrogram.ts'
import { type Branch, growDendrogram, type Leaf } from './dendrogram.ts'
import { microClusters } from './micro-clusters.ts'
import { renumber } from './renumber.ts'
import { topicHeight } from './topic-height.ts'
import { dot, meanOf, type UnitVector } from './vector.ts'

/** Agglomeration is cubic: with this many leaves it takes 0.15 s, with twice as many 1 s. More points are put into so many small groups first. */
const mostLeaves = 350

/** As a share of the background distance: what is farther than this from every topic belongs to none. */
const stray = 0.94

/** Rounds in which points may change their topic; few do after the third. */
const mostRounds = 5

/** The number of no group. */
export const noGroup = -1

export interface PartitionOptions {
  /** Mean cosine distance of diagnoses with different causes under the embedder, in [0, 1]. */
  readonly background: number
  readonly seed: number
}

/** Vectors in a dendrogram, which can be cut more than once. */
export interface Partition {
  /** How many topics the vectors fall into, `most` at most. */
  count(most: number): number
  /**
   * The group of each row, numbered in order of first appearance: `groups` of them, or as many as there are distinct vectors when
   * these are fewer. What the heaviest groups leave over is put where it is most alike on average. With `loose`, for topics, what is
   * farther from all of them than different causes are is in no group (-1), and the others change groups until all are where they fit best.
   */
  into(groups: number, options?: { readonly loose?: boolean }): number[]
}

/**
 * Groups by average linkage on cosine distance, after micro-clustering where there are many distinct vectors. The same vectors in
 * any order fall into the same groups.
 */
export function openPartition(
  vectors: readonly UnitVector[],
  { background, seed }: PartitionOptions,
): Partition {
  const distinct = collapseVectors(vectors)
  const { points, pointOf } = distinct
  const crowded = points.length > mostLeaves
  const leafOf = crowded ? microClusters(points, mostLeaves, seed) : points.map((_, point) => point)
  const leaves = leavesOf(distinct, leafOf)
  const root = growDendrogram(leaves)
  const heightFor = (most: number) => topicHeight(root, leaves, { background, most })
  return {
    count: (most) => countTopics(root, heightFor(most), most),
    into(groups, { loose = false } = {}) {
      const branches = cutInto(root, heightFor(groups), groups).slice(0, Math.max(1, groups))
      const grown = groupsOf(branches, leafOf)
      const farthest = loose ? stray * background : Number.POSITIVE_INFINITY
      const isWhole = (placed: readonly number[]) => branches.every((_, group) => placed.includes(group))
      const settled = settle(distinct, grown, { farthest, rounds: loose ? mostRounds : crowded ? 1 : 0 })
      const groupOf = isWhole(settled) ? settled : settle(distinct, grown, { farthest, rounds: 0 })
      return renumber(pointOf.map((point) => groupOf[point] ?? noGroup))
    },
  }
}

function leavesOf({ points, weights }: DistinctVectors, leafOf: readonly number[]): Leaf[] {
  return membersOf(leafOf).map((own) => ({
    mean: meanAt(own, points, weights),
    weight: own.reduce((sum, point) => sum + (weights[point] ?? 0), 0),
  }))
}

function groupsOf(branches: readonly Branch[], leafOf: readonly number[]): number[] {
  const groupOfLeaf = new Map(branches.flatMap(({ leaves }, group) => leaves.map((leaf) => [leaf, group])))
  return leafOf.map((leaf) => groupOfLeaf.get(leaf) ?? noGroup)
}

interface SettleOptions {
  /** Points that are farther from all groups than this, in mean cosine distance, are put in none. */
  readonly farthest: number
  /** How often points that have a group are looked at again: groups that grew together step by step are rough at their edges. */
  readonly rounds: number
}

/** Puts each point into the group with which it has the greatest mean similarity, until none moves any more. */
function settle(
  distinct: DistinctVectors,
  groups: readonly number[],
  { farthest, rounds }: SettleOptions,
): number[] {
  let settled = place(distinct, groups, { farthest, movable: rounds > 0 })
  for (let round = 1; round < rounds; round++) {
    const before = settled
    settled = place(distinct, before, { farthest, movable: true })
    if (settled.every((group, point) => group === before[point])) break
  }
  return settled
}

function place(
  { points, weights }: DistinctVectors,
  groups: readonly number[],
  { farthest, movable }: { readonly farthest: number; readonly movable: boolean },
): number[] {
  const means = membersOf(groups).map((own) => meanAt(own, points, weights))
  return points.map((point, row) => {
    const own = groups[row] ?? noGroup
    if (own !== noGroup && !movable) return own
    const similarities = means.map((mean) => dot(point, mean))
    const most = similarities.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    return 1 - most > farthest ? noGroup : similarities.indexOf(most)
  })
}

/** The places of each group's members; groups are numbered without gaps, and negative numbers are none. */
function membersOf(groups: readonly number[]): number[][] {
  const members: number[][] = []
  groups.forEach((group, place) => {
    if (group < 0) return
    while (members.length <= group) members.push([])
    members[group]?.push(place)
  })
  return members
}

function meanAt(
  places: readonly number[],
  points: readonly UnitVector[],
  weights: readonly number[],
): Float32Array {
  return meanOf(
    places.flatMap((place) => points[place] ?? []),
    places.map((place) => weights[place] ?? 1),
  )
}
