/** A reported confidence and the score it was about, both in [0, 1]. */
export interface Forecast {
  readonly confidence: number
  readonly score: number
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Mean of (confidence - score)^2 (Brier 1950, with a score in [0, 1] for the outcome); `null` without a forecast. */
export function brierScore(forecasts: readonly Forecast[]): number | null {
  return mean(forecasts.map(({ confidence, score }) => (confidence - score) ** 2))
}

/**
 * Expected calibration error (Naeini et al. 2015): over 10 bins of equal width, the gap between mean confidence and mean
 * score of each bin, weighted by its share of the forecasts. A bin holds its lower bound; the last one holds 1 too.
 */
export function expectedCalibrationError(forecasts: readonly Forecast[]): number | null {
  if (forecasts.length === 0) return null
  const gaps = Array.from({ length: 10 }, () => 0)
  for (const { confidence, score } of forecasts) {
    const bin = Math.min(9, Math.floor(confidence * 10))
    gaps[bin] = (gaps[bin] ?? 0) + confidence - score
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / forecasts.length
}
