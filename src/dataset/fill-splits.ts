import type { Split } from '../core/case.ts'
import type { SplitRange } from './split-ranges.ts'

/** Cases of one input, which stay together. */
export interface SplitGroup {
  readonly key: string
  /** Where its hash stands in [0, 1). */
  readonly fraction: number
  /** False where a row says its split itself. */
  readonly movable: boolean
  split: Split
}

/** Below this many groups a stratum may leave a split empty. */
const smallest = 3

/**
 * Sees to it that a stratum has a group in every range: into an empty one the movable group is taken whose hash is nearest
 * to the range, from a split that keeps at least one other.
 */
export function fillSplits(stratum: readonly SplitGroup[], ranges: readonly SplitRange[]): void {
  if (stratum.length < smallest) return
  const count = (split: Split) => stratum.filter((group) => group.split === split).length
  for (const range of ranges) {
    if (count(range.split) > 0) continue
    const spare = new Set(ranges.filter(({ split }) => count(split) > 1).map(({ split }) => split))
    const [nearest] = stratum
      .filter((group) => group.movable && spare.has(group.split))
      .sort((a, b) => distance(a, range) - distance(b, range) || (a.key < b.key ? -1 : 1))
    if (nearest) nearest.split = range.split
  }
}

function distance({ fraction }: SplitGroup, { start, end }: SplitRange): number {
  return fraction < start ? start - fraction : Math.max(0, fraction - end)
}
