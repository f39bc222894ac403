/** Two-sided 95 % under the normal distribution. */
const z95 = 1.959963984540054

/**
 * Wilson's score interval of a rate (Wilson 1927), without continuity correction: unlike the usual one it stays in [0, 1] and
 * keeps its coverage near 0 and 1.
 *
 * @param successes of `trials`
 * @param z how many standard deviations wide to each side; default 1.96, for 95 %
 * @returns [0, 1] without a trial
 */
export function wilsonInterval(successes: number, trials: number, z = z95): { low: number; high: number } {
  if (trials === 0) return { low: 0, high: 1 }
  const rate = successes / trials
  const square = (z * z) / trials
  const middle = (rate + square / 2) / (1 + square)
  const half = (z * Math.sqrt((rate * (1 - rate)) / trials + square / (4 * trials))) / (1 + square)
  return {
    low: successes === 0 ? 0 : Math.max(0, middle - half),
    high: successes === trials ? 1 : Math.min(1, middle + half),
  }
}
