/** Rows on which the best prompt stands alike: what the challenger may change there follows one law. */
export interface Stratum {
  /** Challenger minus best, row by row, on the rows of dev that were asked. */
  readonly seen: readonly number[]
  /** The same on other rows, which are known already. */
  readonly elsewhere: readonly number[]
  /** Rows of dev that are open. */
  readonly open: number
  /** The most that the challenger can make of one row here: what it can win, or lose. */
  readonly extreme: number
}

/** What is known before any row is: on 4 rows in 4.5 nothing changes, on the rest all does. */
const prior = { same: 4, changed: 0.5 }
/** Other rows tell half as much as those of dev: a revision may fit them better, since it was made for their failures. */
const weightElsewhere = 0.5

/**
 * The probability that the challenger ends ahead of the best prompt, given what was seen: a normal approximation of the predictive
 * distribution of the sum over the open rows, stratum by stratum (for right and wrong it has the mean and the variance of the
 * beta-binomial with these priors).
 */
export function chanceToWin(strata: readonly Stratum[]): number {
  let mean = 0
  let variance = 0
  for (const { seen, elsewhere, open, extreme } of strata) {
    mean += sum(seen)
    if (open === 0) continue
    const weight = prior.same + prior.changed + seen.length + weightElsewhere * elsewhere.length
    const moment = (power: (value: number) => number) =>
      (prior.changed * power(extreme) + sum(seen.map(power)) + weightElsewhere * sum(elsewhere.map(power))) /
      weight
    const expected = moment((value) => value)
    const spread = moment((value) => value ** 2) - expected ** 2
    mean += open * expected
    variance += open * spread * (1 + (open - 1) / (weight + 1))
  }
  return variance > 0 ? normal(mean / Math.sqrt(variance)) : mean > 0 ? 1 : 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** The standard normal distribution function (Abramowitz and Stegun 1964, 26.2.17; error below 1e-7). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series
  return z >= 0 ? 1 - tail : tail
}
