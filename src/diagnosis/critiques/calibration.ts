import { type CaseResult, type FailureKind, isFormatFailure } from '../../core/case-result.ts'
import { compareText } from '../../core/compare-text.ts'
import type { Diagnosis, DiagnosticReport, Topic } from '../../core/diagnosis.ts'
import type { Metrics } from '../../core/metrics.ts'

/** What is known of the cases beside their results. */
export interface CalibrationContext {
  /** Over all judged cases: the means are taken from here. */
  readonly metrics: Pick<Metrics, 'confidence' | 'brier' | 'ece'>
  /** What the critic said of each case's confidence. */
  readonly diagnoses: readonly Pick<Diagnosis, 'caseId' | 'confidence' | 'source'>[]
}

/** Without a critic's word, a failed case was overconfident when the model took its answer for likelier right than wrong. */
const sure = 0.5
/** Fewer cases than this show no concentration. */
const leastCases = 3
/** Standard errors above the overall share: a one-sided test at 5 %. */
const clearly = 1.645

/**
 * How the reported confidences stood to what came out; `undefined` when no case reported one. A failed case counts as
 * overconfident when the critic said so or, where no critic judged it, when it reported a confidence of at least 0.5. A topic is
 * named when at least 3 of its cases had a confidence and more of them were overconfident than chance would explain.
 */
export function calibrationOf(
  results: readonly CaseResult[],
  topics: readonly Topic[],
  { metrics, diagnoses }: CalibrationContext,
): DiagnosticReport['calibration'] {
  const { confidence, brier, ece } = metrics
  if (confidence === null) return undefined
  const overconfident = judgeConfidence(results, diagnoses)
  const overall = shareOf([...overconfident.values()])
  const concentrated = topics.flatMap(({ id, caseIds }) => {
    const cases = [...new Set(caseIds)].flatMap((caseId) => overconfident.get(caseId) ?? [])
    const share = shareOf(cases)
    const standardError = Math.sqrt((overall * (1 - overall)) / Math.max(1, cases.length))
    return cases.length >= leastCases && share > overall + clearly * standardError
      ? [{ id, overconfident: share, cases: cases.length }]
      : []
  })
  return {
    confidence,
    brier,
    ece,
    overconfident: overall,
    topics: concentrated
      .sort((a, b) => b.overconfident - a.overconfident || b.cases - a.cases || compareText(a.id, b.id))
      .map(({ id, overconfident: share }) => ({ id, overconfident: share })),
  }
}

/** Failures of form by kind; kinds that did not occur are absent. */
export function formatErrorsOf(results: readonly CaseResult[]): DiagnosticReport['formatErrors'] {
  const counts: Partial<Record<FailureKind, number>> = {}
  for (const result of results) {
    if (result.kind !== undefined && isFormatFailure(result))
      counts[result.kind] = (counts[result.kind] ?? 0) + 1
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => compareText(a, b)))
}

/** Of each failed case with a confidence: was it overconfident? */
function judgeConfidence(
  results: readonly CaseResult[],
  diagnoses: CalibrationContext['diagnoses'],
): Map<string, boolean> {
  const critics = new Map<string, boolean>()
  for (const { caseId, confidence, source } of diagnoses) {
    if (source === 'critic' && confidence !== 'unknown') critics.set(caseId, confidence === 'overconfident')
  }
  return new Map(
    results.flatMap(({ id, verdict, confidence }) =>
      verdict === 'failed' && confidence !== undefined
        ? [[id, critics.get(id) ?? confidence >= sure] as const]
        : [],
    ),
  )
}

function shareOf(cases: readonly boolean[]): number {
  return cases.length === 0 ? 0 : cases.filter(Boolean).length / cases.length
}
