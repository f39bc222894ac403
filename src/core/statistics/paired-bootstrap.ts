import { createRandom } from '../random.ts'

export interface PairedBootstrapOptions {
  /** Default 1. */
  readonly seed?: number
  /** Default 10,000; fewer, but at least 1,000, where that would take more than 20 million draws. */
  readonly resamples?: number
  /** In (0, 1). Default 0.95. */
  readonly confidence?: number
}

export interface PairedInterval {
  /** Mean of the differences. */
  readonly mean: number
  readonly low: number
  readonly high: number
  /** How many pairs there were. */
  readonly cases: number
}

const mostDraws = 20_000_000

/**
 * The percentile bootstrap interval of a mean paired difference (Efron 1979). The same pairs give the same interval, whatever
 * their order; without a pair all is 0.
 *
 * Percentile and not BCa, by trial: with true gain 0 and 4 to 40 % of 20 to 150 cases changed, a BCa interval lay above 0 in up
 * to 5.1 % of the trials, the percentile interval in up to 2.7 %, where 2.5 % is due. BCa moves an interval towards the side on
 * which the few changes are, and a few lucky cases are what must not pass for a gain. It covered the true gain in 94 to 100 % of them, BCa in 90 to 99 %.
 *
 * @param differences later minus earlier, one for each pair
 */
export function pairedBootstrap(
  differences: readonly number[],
  options: PairedBootstrapOptions = {},
): PairedInterval {
  const cases = differences.length
  if (cases === 0) return { mean: 0, low: 0, high: 0, cases }
  const { seed = 1, confidence = 0.95 } = options
  const resamples = options.resamples ?? Math.min(10_000, Math.max(1_000, Math.floor(mostDraws / cases)))
  const sorted = Float64Array.from(differences).sort()
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)]
  if (least === most) return { mean: round(least), low: round(least), high: round(least), cases }
  const random = createRandom(seed)
  const means = new Float64Array(resamples)
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0
    for (let draw = 0; draw < cases; draw++) sum += sorted[random.integer(0, cases - 1)] ?? 0
    means[resample] = round(sum / cases)
  }
  means.sort()
  const cut = Math.min(Math.floor((resamples * (1 - confidence)) / 2), Math.floor((resamples - 1) / 2))
  return {
    mean: round(sorted.reduce((sum, difference) => sum + difference, 0) / cases),
    low: means[cut] ?? 0,
    high: means[resamples - 1 - cut] ?? 0,
    cases,
  }
}

/** Without the noise of adding fractions, which would put an end that is 0 on either side of it. */
function round(value: number): number {
  return Number(value.toFixed(12)) + 0
}
