import type { CaseResult } from '../core/case-result.ts'
import type { DiagnosticReport } from '../core/diagnosis.ts'
import type { Metrics } from '../core/metrics.ts'
import { type StartDiagnosisOptions, startDiagnosis } from './start-diagnosis.ts'

/** Diagnoses results that are all at hand; see `startDiagnosis` for those that still arrive. */
export async function diagnose(
  results: readonly CaseResult[],
  metrics: Metrics,
  options: StartDiagnosisOptions,
): Promise<DiagnosticReport> {
  const session = startDiagnosis(options)
  for (const result of results) session.add(result)
  return session.finish(metrics)
}
