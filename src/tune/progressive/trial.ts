import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import { promptLength } from '../../prompt/prompt-length.ts'
import { journalEvaluation, openRows } from '../ask-rows.ts'
import type { RunContext } from '../run-context.ts'
import { orderRows } from './row-order.ts'

type Part = 'optimization' | 'dev'

/** The rows of both splits, in the order in which they are asked. */
export type RowOrder = Readonly<Record<Part, readonly Case[]>>

export function orderSplits({ input }: RunContext): RowOrder {
  const { cases, options } = input
  return {
    optimization: orderRows(cases.optimization, options.seed),
    dev: orderRows(cases.dev, options.seed),
  }
}

/** A prompt on trial: of each split it is asked the first rows of the order, more and more of them. */
export interface Trial {
  /** The iteration that made it; 0 is the seed. */
  readonly iteration: number
  readonly prompt: PromptFile
  /** Code points. */
  readonly length: number
  /** What was asked so far. */
  results(part: Part): readonly CaseResult[]
  /** Asks until the first `count` rows are known, in the iteration at hand. False: the tuning was stopped before. */
  ask(part: Part, count: number, iteration: number): Promise<boolean>
  /** Journals what is known of a split by now, if that is more than there was. */
  record(part: Part, iteration: number, end?: { readonly racedOut: boolean }): Promise<void>
}

export function createTrial(
  prompt: PromptFile,
  iteration: number,
  order: RowOrder,
  context: RunContext,
): Trial {
  const known: Record<Part, CaseResult[]> = { optimization: [], dev: [] }
  const recorded: Record<Part, number> = { optimization: 0, dev: 0 }
  return {
    iteration,
    prompt,
    length: promptLength(prompt),
    results: (part) => known[part],
    async ask(part, count, at) {
      const rows = order[part].slice(known[part].length, count)
      if (rows.length === 0) return true
      const { results, whole } = await openRows({ prompt, split: part, iteration: at }, context)(rows)
      // What was dropped in between is as if it had not been begun.
      if (whole) known[part].push(...results)
      return whole
    },
    async record(part, at, end) {
      const results = known[part]
      if (results.length === recorded[part] && !end?.racedOut) return
      recorded[part] = results.length
      const metrics = computeMetrics(results)
      await journalEvaluation({ prompt, split: part, iteration: at }, { metrics, results, ...end }, context)
    },
  }
}
