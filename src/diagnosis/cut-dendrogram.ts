import type { Cluster } from 'ml-hclust'

/** As shares of the background distance: merges below `together` never separate topics, those above `apart` always do. */
const together = 0.5
const apart = 0.95
/** Where topics part as a rule, and how much a wider gap must offer to part them elsewhere. */
const usual = 0.8
const pull = 0.5

/**
 * Cuts a dendrogram where its merge heights leave a wide gap: inside a topic points merge below it, topics only above it. The
 * scale is the distance of unrelated texts (`background`), since embedders differ in it. Returns the leaves of each group;
 * possibly more than `most` groups, when they are too far apart to be merged.
 */
export function cutDendrogram(root: Cluster, options: { most: number; background: number }): number[][] {
  const { most, background } = options
  const heights: number[] = []
  root.traverse((node) => {
    if (!node.isLeaf) heights.push(node.height)
  })
  heights.sort((a, b) => a - b)
  const clear = root.cut(cutHeight(heights, background))
  const groups = clear.length > most ? root.cut(heightFor(most, heights, background)) : clear
  return groups.map((group) => group.indices().sort((a, b) => a - b))
}

function cutHeight(heights: readonly number[], background: number): number {
  const [low, high, rule] = [together * background, apart * background, usual * background]
  const within = [low, ...heights.filter((height) => height > low && height < high), high]
  let cut = rule
  let best = Number.NEGATIVE_INFINITY
  for (let index = 1; index < within.length; index++) {
    const [below = low, above = high] = within.slice(index - 1, index + 1)
    const middle = (below + above) / 2
    const merit = above - below - pull * Math.abs(middle - rule)
    if (merit > best) [cut, best] = [middle, merit]
  }
  return cut
}

/** The least height that leaves at most `most` groups, unless it would merge what is clearly apart. */
function heightFor(most: number, heights: readonly number[], background: number): number {
  return Math.min(apart * background, heights[heights.length - most] ?? 0)
}
