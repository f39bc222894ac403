import type { Cluster } from 'ml-hclust'

/** Merges at a smaller cosine distance than this never separate topics; those at a greater one than `apart` always do. */
const together = 0.25
const apart = 0.8

/**
 * Cuts a dendrogram where its merge heights leave the widest gap between `together` and `apart`: inside clear groups points
 * merge below the gap, between them above it. Returns the leaves of each group; possibly more groups than are wanted.
 */
export function cutDendrogram(root: Cluster, most: number): number[][] {
  const heights: number[] = []
  root.traverse((node) => {
    if (!node.isLeaf) heights.push(node.height)
  })
  heights.sort((a, b) => a - b)
  const clear = root.cut(widestGap(heights))
  const groups = clear.length > most ? root.cut(heightFor(most, heights)) : clear
  return groups.map((group) => group.indices().sort((a, b) => a - b))
}

function widestGap(heights: readonly number[]): number {
  const within = [together, ...heights.filter((height) => height > together && height < apart), apart]
  let start = together
  let width = -1
  for (let index = 1; index < within.length; index++) {
    const [low = together, high = apart] = within.slice(index - 1, index + 1)
    if (high - low > width) [start, width] = [low, high - low]
  }
  return start + width / 2
}

/** The least height that leaves at most `most` groups, but not above `apart`: what is clearly apart is not merged here. */
function heightFor(most: number, heights: readonly number[]): number {
  return Math.min(apart, heights[heights.length - most] ?? 0)
}
