import type { Metrics } from '../core/metrics.ts'
import type { Objective } from '../core/options.ts'

/**
 * The number that the selection maximizes: `w_score * mean score - w_brier * Brier - w_length * length / 1000`, with the
 * length in code points. Without a confidence there is no Brier term, and a length weight of 0 or less counts for nothing.
 * `null` when no case was scored.
 */
export function computeObjective(
  metrics: Pick<Metrics, 'score' | 'brier'>,
  length: number,
  weights: Objective,
): number | null {
  if (metrics.score === null) return null
  return (
    weights.score * metrics.score -
    weights.brier * (metrics.brier ?? 0) -
    Math.max(0, weights.length) * (length / 1000)
  )
}
