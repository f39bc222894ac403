/** How many items two groupings put into each pair of groups, and into each group. */
function countPairs(truth: readonly unknown[], found: readonly unknown[]) {
  const rows = new Map<unknown, number>()
  const columns = new Map<unknown, number>()
  const cells = new Map<unknown, Map<unknown, number>>()
  const raise = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1)
  truth.forEach((row, index) => {
    const column = found[index]
    raise(rows, row)
    raise(columns, column)
    const cell = cells.get(row) ?? new Map<unknown, number>()
    raise(cell, column)
    cells.set(row, cell)
  })
  return {
    rows: [...rows.values()],
    columns: [...columns.values()],
    cells: [...cells.values()].flatMap((cell) => [...cell.values()]),
  }
}

/**
 * The adjusted Rand index (Hubert and Arabie 1985): how many pairs of items two groupings treat alike, corrected for chance. 1 for the
 * same groups, about 0 for unrelated ones.
 */
export function adjustedRandIndex(truth: readonly unknown[], found: readonly unknown[]): number {
  const { rows, columns, cells } = countPairs(truth, found)
  const pairs = (counts: readonly number[]) => counts.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
  const expected = (pairs(rows) * pairs(columns)) / pairs([truth.length])
  const most = (pairs(rows) + pairs(columns)) / 2
  return most === expected ? 1 : (pairs(cells) - expected) / (most - expected)
}

/**
 * The V-measure (Rosenberg and Hirschberg 2007): the harmonic mean of homogeneity (a found group holds one true group) and
 * completeness (a true group lies in one found group), in [0, 1].
 */
export function vMeasure(truth: readonly unknown[], found: readonly unknown[]): number {
  const { rows, columns, cells } = countPairs(truth, found)
  const entropy = (counts: readonly number[]) =>
    -counts.reduce((sum, n) => sum + (n / truth.length) * Math.log(n / truth.length), 0)
  const [ofTruth, ofFound, ofBoth] = [entropy(rows), entropy(columns), entropy(cells)]
  const shared = ofTruth + ofFound - ofBoth
  const homogeneity = ofTruth === 0 ? 1 : shared / ofTruth
  const completeness = ofFound === 0 ? 1 : shared / ofFound
  const sum = homogeneity + completeness
  return sum === 0 ? 0 : (2 * homogeneity * completeness) / sum
}
