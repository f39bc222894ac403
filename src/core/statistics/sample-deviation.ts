/** The standard deviation of a sample, with n - 1 under the root; `null` for fewer than two values. */
export function sampleDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  // Rounded, since equal values may differ from their mean by what adding them left.
  return Number(Math.sqrt(squares / (values.length - 1)).toFixed(12))
}
