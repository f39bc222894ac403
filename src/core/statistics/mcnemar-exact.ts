/**
 * The exact two-sided McNemar test: how likely a split at least this uneven of the cases that changed is, if fixing and breaking
 * were equally likely. min(1, 2 P(X <= min(fixed, broken))) with X ~ Binomial(fixed + broken, 1/2) (McNemar 1947, exact form).
 *
 * @param fixed cases that only the later prompt passes
 * @param broken cases that only the earlier prompt passes
 * @returns the p-value in (0, 1]; 1 when nothing changed
 */
export function mcnemarExact(fixed: number, broken: number): number {
  const changed = fixed + broken
  const fewer = Math.min(fixed, broken)
  // In logarithms, since 2^-changed is 0 in a double from 1,075 cases on.
  let logTerm = -changed * Math.LN2
  let tail = 0
  for (let count = 0; count <= fewer; count++) {
    tail += Math.exp(logTerm)
    logTerm += Math.log((changed - count) / (count + 1))
  }
  return Math.min(1, Math.max(2 * tail, Number.MIN_VALUE))
}
