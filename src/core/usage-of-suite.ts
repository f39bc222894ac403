import type { DiagnosticReport } from './diagnosis.ts'
import type { Metrics } from './metrics.ts'
import type { Sensitivity } from './sensitivity.ts'
import { addUsageByRole, type UsageByRole } from './usage.ts'

/** What all calls of a suite took: those of its cases, of their variants, and of the diagnosis. */
export function usageOfSuite({
  metrics,
  diagnosis,
  sensitivity,
}: {
  readonly metrics: Pick<Metrics, 'usage'>
  readonly diagnosis?: Pick<DiagnosticReport, 'usage'> | undefined
  readonly sensitivity?: Pick<Sensitivity, 'usage'> | undefined
}): UsageByRole {
  return addUsageByRole(addUsageByRole(metrics.usage, diagnosis?.usage ?? {}), sensitivity?.usage ?? {})
}
