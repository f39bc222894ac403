import type { Split } from '../core/case.ts'
import type { CaseResult } from '../core/case-result.ts'
import type { Metrics } from '../core/metrics.ts'
import { erroredCase } from '../evaluate/case-row.ts'
import { computeMetrics } from '../evaluate/compute-metrics.ts'
import { evaluateCases } from '../evaluate/evaluate-cases.ts'
import { callWith } from '../model/call-with.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { callRank } from './call-rank.ts'
import { repeatTarget } from './repeat-target.ts'
import { logScorers } from './resume/logged-scorers.ts'
import type { RunContext } from './run-context.ts'

export interface Evaluation {
  readonly metrics: Metrics
  readonly results: readonly CaseResult[]
  /** False when the tuning was stopped before all cases were asked. */
  readonly whole: boolean
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
  { input, journal, log, meter, history, stops, signal }: RunContext,
): Promise<Evaluation> {
  const settled = new Map(
    history.errors({ iteration, promptHash: prompt.hash, split, trial }).map((error) => [error.id, error]),
  )
  const asked = await evaluateCases(
    input.cases[split].filter(({ id }) => !settled.has(id)),
    {
      ...input.spec,
      ...repeatTarget(input.spec, trial),
      scorers: logScorers(input.spec.scorers, log, trial),
      prompt,
    },
    {
      model: callWith(input.model, { trial, rank: callRank(split, trial) }),
      // The door to the suite's own target has its bound, for all splits together.
      concurrency: Number.POSITIVE_INFINITY,
      signal,
      onResult(result) {
        meter.add(result.usage)
        onResult?.(result)
      },
    },
  )
  const byId = new Map(asked.map((result) => [result.id, result]))
  const results = input.cases[split].flatMap((item) => {
    const known = settled.get(item.id)
    if (known) {
      meter.add(known.usage)
      return [erroredCase(item, known.error, known.usage)]
    }
    const result = byId.get(item.id)
    return result ? [result] : []
  })
  const metrics = computeMetrics(results)
  const whole = !stops.reason() || metrics.errored === settled.size
  if (whole) {
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
  return { metrics, results, whole }
}

function outcomeOf({ id, verdict, kind, score, confidence, error, usage }: CaseResult) {
  return {
    id,
    verdict,
    score,
    ...(kind === undefined ? {} : { kind }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(error === undefined ? {} : { error, usage }),
  }
}
