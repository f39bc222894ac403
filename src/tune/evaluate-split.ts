import type { CaseResult } from '../core/case-result.ts'
import type { Metrics } from '../core/metrics.ts'
import { computeMetrics } from '../evaluate/compute-metrics.ts'
import { type Asked, type Evaluating, journalEvaluation, openRows } from './ask-rows.ts'
import type { RunContext } from './run-context.ts'

export interface Evaluation extends Asked {
  readonly metrics: Metrics
  /** It ended early, since the prompt could not become the best one any more: the metrics count the rows asked, without means. */
  readonly racedOut?: boolean
}

interface SplitToRun extends Evaluating {
  readonly onResult?: (result: CaseResult) => void
}

/** Runs a prompt on a split and journals how its cases ended; an evaluation that was cut short is not journaled. */
export async function evaluateSplit(run: SplitToRun, context: RunContext): Promise<Evaluation> {
  const { results, whole } = await openRows(run, context)(context.input.cases[run.split], run.onResult)
  const metrics = computeMetrics(results)
  if (whole) await journalEvaluation(run, { metrics, results }, context)
  return { metrics, results, whole }
}
