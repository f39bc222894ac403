import type { CaseResult } from '../core/case-result.ts'
import { computeMetrics } from '../evaluate/compute-metrics.ts'
import { type Evaluating, journalEvaluation, openRows } from './ask-rows.ts'
import type { Evaluation } from './evaluation.ts'
import type { RunContext } from './run-context.ts'

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
