import { agnes, type Cluster } from 'ml-hclust'
import { dot } from './vector.ts'

/** A point, or a small group of points, that is not taken apart. */
export interface Leaf {
  /** The mean of its unit vectors, not brought to length 1. */
  readonly mean: Float32Array
  /** How many diagnoses it stands for. */
  readonly weight: number
}

/** A node of a dendrogram. */
export interface Branch {
  /** The mean cosine distance of its two sides; below every other height for a leaf. */
  readonly height: number
  readonly weight: number
  /** Numbers of its leaves. */
  readonly leaves: readonly number[]
  readonly sides: readonly Branch[]
}

/**
 * Average linkage (UPGMA) on cosine distance. Leaves start out with the mean distance over all pairs of their members. When
 * branches merge each leaf counts once, whatever its weight: `agnes` knows no weights, and what was said in the same words many
 * times tells no more about where a cause ends. Small groups stand for about as many points each, so that for them it is nearly
 * the mean over all pairs of points.
 */
export function growDendrogram(leaves: readonly Leaf[]): Branch {
  if (leaves.length === 0) return { height: leafHeight, weight: 0, leaves: [], sides: [] }
  const below = leaves.map(({ mean }, row) => leaves.slice(0, row).map((other) => 1 - dot(mean, other.mean)))
  const distances = leaves.map((_, row) =>
    leaves.map((_, column) => below[row]?.[column] ?? below[column]?.[row] ?? 0),
  )
  return toBranch(agnes(distances, { method: 'average', isDistanceMatrix: true }), leaves)
}

const leafHeight = Number.NEGATIVE_INFINITY

function toBranch(cluster: Cluster, leaves: readonly Leaf[]): Branch {
  if (cluster.isLeaf) {
    const weight = leaves[cluster.index]?.weight ?? 0
    return { height: leafHeight, weight, leaves: [cluster.index], sides: [] }
  }
  const sides = cluster.children.map((child) => toBranch(child, leaves))
  return {
    height: cluster.height,
    weight: sides.reduce((sum, side) => sum + side.weight, 0),
    leaves: sides.flatMap((side) => side.leaves),
    sides,
  }
}

/** The largest branches whose sides are nearer to each other than `height`. */
export function branchesBelow(root: Branch, height: number): Branch[] {
  if (root.height < height) return [root]
  return root.sides.flatMap((side) => branchesBelow(side, height))
}

/** All merges of a dendrogram, the last one first. */
export function mergesOf(root: Branch): Branch[] {
  const merges: Branch[] = []
  const visit = (branch: Branch) => {
    if (branch.sides.length > 0) merges.push(branch)
    branch.sides.forEach(visit)
  }
  visit(root)
  return merges.sort((a, b) => b.height - a.height)
}

/** From this weight on, a topic needs more than one diagnosis, and this share of all. */
const few = 40
const leastShare = 0.01

/** Is a branch of this dendrogram heavy enough for a topic? Others are single failures that resemble no other. */
export function isTopic(root: Branch): (branch: Branch) => boolean {
  const least = root.weight < few ? 1 : Math.max(2, Math.ceil(root.weight * leastShare))
  return ({ weight }) => weight >= least
}
