import type { Split } from '../core/case.ts'
import type { CaseResult } from '../core/case-result.ts'
import type { Metrics } from '../core/metrics.ts'
import { computeMetrics } from '../evaluate/compute-metrics.ts'
import { evaluateCases } from '../evaluate/evaluate-cases.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { repeatCalls, repeatTarget } from './repeat-calls.ts'
import type { RunContext } from './run-context.ts'

export interface Evaluation {
  readonly metrics: Metrics
  readonly results: readonly CaseResult[]
}

interface SplitToRun {
  readonly prompt: PromptFile
  readonly split: Split
  readonly iteration: number
  /** Asks again what was asked before: 1 for the second time. */
  readonly trial?: number
  readonly onResult?: (result: CaseResult) => void
}

/** Runs a prompt on a split and journals how its cases ended; an evaluation that was cut short is not journaled. */
export async function evaluateSplit(
  { prompt, split, iteration, trial, onResult }: SplitToRun,
  { input, journal, meter, signal }: RunContext,
): Promise<Evaluation> {
  const results = await evaluateCases(
    input.cases[split],
    { ...input.spec, ...repeatTarget(input.spec, trial), prompt },
    {
      model: repeatCalls(input.model, trial),
      signal,
      onResult(result) {
        meter.add(result.usage)
        onResult?.(result)
      },
    },
  )
  const metrics = computeMetrics(results)
  if (!signal.aborted) {
    await journal.append({
      type: 'evaluation',
      iteration,
      ...(trial === undefined ? {} : { trial }),
      promptHash: prompt.hash,
      split,
      metrics,
      outcomes: results.map(outcomeOf),
    })
  }
  return { metrics, results }
}

function outcomeOf({ id, verdict, kind, score, confidence }: CaseResult) {
  return {
    id,
    verdict,
    score,
    ...(kind === undefined ? {} : { kind }),
    ...(confidence === undefined ? {} : { confidence }),
  }
}
