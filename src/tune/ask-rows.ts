import type { Case, Split } from '../core/case.ts'
import type { CaseResult } from '../core/case-result.ts'
import type { Metrics } from '../core/metrics.ts'
import { erroredCase } from '../evaluate/case-row.ts'
import { evaluateCases } from '../evaluate/evaluate-cases.ts'
import { callWith } from '../model/call-with.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { callRank } from './call-rank.ts'
import type { Asked } from './evaluation.ts'
import { repeatTarget } from './repeat-target.ts'
import { logScorers } from './resume/logged-scorers.ts'
import type { SettledError } from './resume/run-history.ts'
import type { RunContext } from './run-context.ts'

/** What of a tuning an evaluation belongs to. */
export interface Evaluating {
  readonly prompt: PromptFile
  readonly split: Split
  readonly iteration: number
  /** Asks again what was asked before: 1 for the second time. */
  readonly trial?: number
}

/** Asks rows, apart from those that could not be judged before the run was resumed. Give each row once. */
export function openRows(
  evaluating: Evaluating,
  context: RunContext,
): (rows: readonly Case[], onResult?: (result: CaseResult) => void) => Promise<Asked> {
  const { prompt, split, iteration, trial } = evaluating
  const { input, log, meter, history, stops, signal } = context
  const errors = history.errors({ iteration, promptHash: prompt.hash, split, trial })
  const settled = new Map<string, SettledError>(errors.map((error) => [error.id, error]))
  const spec = {
    ...input.spec,
    ...repeatTarget(input.spec, trial),
    scorers: logScorers(input.spec.scorers, log, trial),
    prompt,
  }
  const model = callWith(input.model, { trial, rank: callRank(split, trial) })

  return async (rows, onResult) => {
    const asked = await evaluateCases(
      rows.filter(({ id }) => !settled.has(id)),
      spec,
      {
        model,
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
    let known = 0
    const results = rows.flatMap((item) => {
      const error = settled.get(item.id)
      if (error) {
        known += 1
        meter.add(error.usage)
        return [erroredCase(item, error.error, error.usage)]
      }
      const result = byId.get(item.id)
      return result ? [result] : []
    })
    const errored = results.filter(({ verdict }) => verdict === 'error').length
    return { results, whole: !stops.reason() || errored === known }
  }
}

interface Record {
  readonly metrics: Metrics
  readonly results: readonly CaseResult[]
  /** The end of a race that the prompt lost. */
  readonly racedOut?: boolean
}

/** Puts an evaluation into the journal: how its cases ended, without their texts. */
export async function journalEvaluation(
  { prompt, split, iteration, trial }: Evaluating,
  { metrics, results, racedOut }: Record,
  { journal, input }: RunContext,
): Promise<void> {
  const of = input.cases[split].length
  await journal.append({
    type: 'evaluation',
    iteration,
    ...(trial === undefined ? {} : { trial }),
    promptHash: prompt.hash,
    split,
    ...(results.length < of ? { of } : {}),
    ...(racedOut ? { racedOut } : {}),
    metrics,
    outcomes: results.map(outcomeOf),
  })
}

function outcomeOf({ id, verdict, kind, score, confidence, probability, error, usage }: CaseResult) {
  return {
    id,
    verdict,
    score,
    ...(kind === undefined ? {} : { kind }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(probability === undefined ? {} : { probability }),
    ...(error === undefined ? {} : { error, usage }),
  }
}
