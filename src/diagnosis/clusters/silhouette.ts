import type { Branch, Leaf } from './dendrogram.ts'
import { dot } from './vector.ts'

/**
 * The mean silhouette (Rousseeuw 1987) of the leaves of some branches, in [-1, 1]: how much nearer a leaf is to the others of
 * its branch than to the next branch, in mean cosine distance. Leaves count by weight, and one that is alone as 0.
 */
export function silhouette(branches: readonly Branch[], leaves: readonly Leaf[]): number {
  if (branches.length < 2) return 0
  const sums = branches.map((branch) => weightedSum(branch, leaves))
  let total = 0
  let weights = 0
  branches.forEach((branch, own) => {
    for (const place of branch.leaves) {
      const leaf = leaves[place]
      if (!leaf) continue
      weights += leaf.weight
      if (branch.leaves.length === 1) continue
      const distances = sums.map((sum, other) => {
        const without = other === own ? leaf.weight : 0
        const similarity = dot(leaf.mean, sum) - without * dot(leaf.mean, leaf.mean)
        return 1 - similarity / ((branches[other]?.weight ?? 0) - without)
      })
      const within = distances[own] ?? 0
      const next = distances.reduce(
        (a, b, other) => (other === own ? a : Math.min(a, b)),
        Number.POSITIVE_INFINITY,
      )
      total += (leaf.weight * (next - within)) / Math.max(next, within, Number.MIN_VALUE)
    }
  })
  return weights === 0 ? 0 : total / weights
}

function weightedSum(branch: Branch, leaves: readonly Leaf[]): Float32Array {
  const sum = new Float32Array(leaves[0]?.mean.length ?? 0)
  for (const place of branch.leaves) {
    const { mean, weight } = leaves[place] ?? { mean: sum, weight: 0 }
    mean.forEach((value, index) => {
      sum[index] = (sum[index] ?? 0) + weight * value
    })
  }
  return sum
}
