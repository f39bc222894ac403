import { type Split, splits } from '../core/case.ts'

export type SplitRatios = Readonly<Record<Split, number>>

/** The part of [0, 1) that belongs to a split: `start` included, `end` not. */
export interface SplitRange {
  readonly split: Split
  readonly start: number
  readonly end: number
}

/** The ranges of the splits with a positive ratio, side by side; nothing when the ratios make no sense. */
export function splitRanges(ratios: SplitRatios): SplitRange[] | undefined {
  const shares = splits.map((split) => ratios[split])
  const sum = shares.reduce((total, share) => total + share, 0)
  if (!shares.every((share) => share >= 0) || !(sum > 0 && Number.isFinite(sum))) return undefined
  const used = splits.filter((split) => ratios[split] > 0)
  let start = 0
  return used.map((split, index) => {
    const end = index === used.length - 1 ? 1 : start + ratios[split] / sum
    const range = { split, start, end }
    start = end
    return range
  })
}
