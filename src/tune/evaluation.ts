import type { CaseResult } from '../core/case-result.ts'
import type { Metrics } from '../core/metrics.ts'

/** Rows that were asked, in their order, and whether the tuning let all of them be. */
export interface Asked {
  readonly results: readonly CaseResult[]
  /** False when the tuning was stopped before all rows were asked. */
  readonly whole: boolean
}

/** What came of a prompt on a split. */
export interface Evaluation extends Asked {
  readonly metrics: Metrics
  /** It ended early, since the prompt could not become the best one any more: the metrics count the rows asked, without means. */
  readonly racedOut?: boolean
}
