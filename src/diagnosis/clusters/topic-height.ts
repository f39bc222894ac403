import { type Branch, branchesBelow, isTopic, type Leaf, mergesOf } from './dendrogram.ts'
import { silhouette } from './silhouette.ts'

/** As shares of the background distance: merges below `together` never part topics, those above `apart` always do. */
const together = 0.5
const apart = 0.98
/** Where topics part as a rule, and how much a wider gap must offer to part them elsewhere. */
const usual = 0.9
const pull = 0.5
/** Gaps that are worth this much less than the best one are as good. */
const tie = 0.003
/** The share of what is in topics that the heaviest of them, as many as there may be, must hold. */
const leastCovered = 0.9

export interface HeightOptions {
  /** The scale, since embedders differ in how far apart they put different causes. */
  readonly background: number
  /** How many topics there may be. */
  readonly most: number
}

/**
 * The height at which topics part: inside the widest stable gap between merges. Only merges of two branches that are both heavy
 * enough for a topic end a gap, so that single failures close none; a gap that parts wordings of the same cause leaves more topics
 * than there may be, and does not count where another one does better. A gap near the usual height counts more; where two are as
 * good, that one is taken whose topics stand out more, by their silhouette.
 */
export function topicHeight(
  root: Branch,
  leaves: readonly Leaf[],
  { background, most }: HeightOptions,
): number {
  const all = gapsOf(root, background).sort((a, b) => b.merit - a.merit)
  const covering = all.filter(({ middle }) => covered(root, middle, most) >= leastCovered)
  const gaps = covering.length > 0 ? covering : all
  const [best] = gaps
  if (!best) return usual * background
  const good = gaps.filter(({ merit }) => merit >= best.merit - tie * background)
  if (good.length === 1) return best.middle
  const distinct = good.map(({ middle }) => {
    const topics = branchesBelow(root, middle).filter(isTopic(root))
    return { middle, distinctness: silhouette(topics, leaves) }
  })
  return distinct.reduce((a, b) => (b.distinctness > a.distinctness ? b : a)).middle
}

function gapsOf(root: Branch, background: number): { middle: number; merit: number }[] {
  const [low, high, rule] = [together * background, apart * background, usual * background]
  const heights = mergesOf(root)
    .filter(({ sides }) => sides.every(isTopic(root)))
    .map(({ height }) => height)
    .filter((height) => height > low && height < high)
  return [...heights, low].map((below, index) => {
    const above = heights[index - 1] ?? high
    const middle = (above + below) / 2
    return { middle, merit: above - below - pull * Math.abs(middle - rule) }
  })
}

/** Of the weight that lies in topics at a height: the share of the heaviest ones, `most` at most. */
function covered(root: Branch, height: number, most: number): number {
  const weights = branchesBelow(root, height)
    .filter(isTopic(root))
    .map(({ weight }) => weight)
    .sort((a, b) => b - a)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return sum(weights.slice(0, most)) / Math.max(1, sum(weights))
}
