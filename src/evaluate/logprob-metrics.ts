import type { CaseResult, ProbabilityGap } from '../core/case-result.ts'
import type { Metrics } from '../core/metrics.ts'
import { brierScore, expectedCalibrationError, mean } from './calibration.ts'

/** How probable the judged answers were, and how that stands to their scores; nothing where no answer was asked for it. */
export function logprobMetrics(judged: readonly CaseResult[]): Pick<Metrics, 'logprobs'> {
  const known = judged.flatMap(({ probability }) => probability ?? [])
  const gaps: Partial<Record<ProbabilityGap, number>> = {}
  for (const { probability, probabilityGap: gap } of judged) {
    if (gap && probability === undefined) gaps[gap] = (gaps[gap] ?? 0) + 1
  }
  const lacking = Object.keys(gaps).length > 0
  if (known.length === 0 && !lacking) return {}
  const forecasts = judged.flatMap(({ probability, score }) =>
    probability === undefined || score === null ? [] : [{ confidence: probability, score }],
  )
  return {
    logprobs: {
      cases: known.length,
      confidence: mean(known),
      brier: brierScore(forecasts),
      ece: expectedCalibrationError(forecasts),
      ...(lacking ? { gaps } : {}),
    },
  }
}
