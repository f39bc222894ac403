import type { TuneOptions } from '../core/options.ts'
import type { Comparison } from '../core/tune-result.ts'

/** With fewer pairs no exact test can tell a gain from chance at 5 %: all 5 of 5 fixed is p = 0.0625. */
const leastCases = 6

/**
 * Why the winner may not be written although it has the better objective; `undefined` when it may.
 *
 * @param dev seed against winner on dev; `undefined` when they have no case in common
 */
export function findRefusal(
  accept: TuneOptions['accept'],
  dev: Pick<Comparison, 'score' | 'words'> | undefined,
): string | undefined {
  if (accept === 'improved') return undefined
  if (!dev)
    return 'The seed prompt stays, because a gain on dev must be significant and no dev case shows one.'
  if (dev.score.cases < leastCases) {
    const cases = dev.score.cases === 1 ? '1 case says' : `${dev.score.cases} cases say`
    return `The seed prompt stays, because a gain on dev must be significant and ${cases} too little: ${dev.words}.`
  }
  if (dev.score.low > 0) return undefined
  return `The seed prompt stays, because the gain on dev is not significant: ${dev.words}.`
}
