import type { Case, Split } from '../core/case.ts'
import type { DiagnosisOptions, Gate, Objective, Prices, TuneOptions } from '../core/options.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'
import type { TuneIteration } from '../core/tune-result.ts'
import type { EvaluationSpec } from '../evaluate/evaluation-spec.ts'
import type { ModelClient } from '../model/client.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'

/** What a tuning tells while it runs. */
export type TuneEvent =
  | {
      readonly type: 'iteration'
      /** 0 is the seed prompt. */
      readonly iteration: number
      /** Revisions at most. */
      readonly of: number
      /** Mean scores in [0, 1]; `null` when no case could be judged. */
      readonly optimizationScore: number | null
      readonly devScore: number | null
      /** Where not all rows of a split were asked: how many of how many. */
      readonly asked?: TuneIteration['asked']
      /** Dev was not asked to its end, since the prompt could not become the best one any more: there is no `devScore`. */
      readonly racedOut?: boolean
      /** Mean dev score of the best prompt so far. */
      readonly bestDevScore: number | null
      /** Objective of the best prompt so far, and its iteration. */
      readonly bestObjective: number | null
      readonly bestIteration: number
      /** Answered model calls and their tokens so far, all roles together. */
      readonly calls: number
      readonly tokens: number
    }
  | { readonly type: 'phase'; readonly text: string }

export interface TuneInput {
  /** The suite's name. */
  readonly suite: string
  /** The seed prompt, as it stands on disk. */
  readonly prompt: PromptFile
  /** Absolute. */
  readonly promptFile: string
  /** The project root, absolute: nothing outside of it is written. */
  readonly root: string
  readonly cases: Readonly<Record<Split, readonly Case[]>>
  readonly spec: Omit<EvaluationSpec, 'prompt'>
  /** What the scorers demand, in words, for the critic. */
  readonly criteria?: string | undefined
  readonly gate?: Gate | undefined
  readonly objective: Objective
  readonly options: TuneOptions
  readonly diagnosis: DiagnosisOptions
  /** By model name; a model that is not in it has no known price. Default: none. */
  readonly prices?: Prices | undefined
  readonly model: ModelClient
  /** Calls of the suite's own target in flight at most; the models' clients bound their own. Default 20. */
  readonly concurrency?: number | undefined
  /** Takes secrets out of what is kept of prompts, reports and messages. Default: by the environment as it is. */
  readonly redactor?: Redactor | undefined
  /** Where runs are kept, e.g. `.prompt-retune`; relative paths start at the root. */
  readonly stateDir: string
  /** Leave a prompt alone that already meets its gate, on dev and on optimization and dev together. Default false. */
  readonly onlyFailing?: boolean | undefined
  /**
   * Leave a tuned prompt unwritten, `always` or when the tuning was `interrupted`: the caller asks the user, and ends the tuning
   * with `settleTuning`. Default: it is written, unless the tuning was interrupted.
   */
  readonly hold?: 'always' | 'interrupted' | undefined
  /** What the caller wants to stand in the notes of the result. */
  readonly notes?: readonly string[] | undefined
  /** Stops the tuning at once, calls under way are dropped: the prompt file stays, the best so far is kept in the run folder. */
  readonly signal?: AbortSignal | undefined
  /** Stops the tuning in the same way as soon as the calls under way have ended. */
  readonly stop?: AbortSignal | undefined
  /**
   * The caller calls `endRun` once it has shown the result; a tuning of the same prompt before that comes to the same result again
   * without a call. Default false: the run ends with `tunePrompt`.
   */
  readonly endLater?: boolean | undefined
  /** Takes no critiques of other runs: all that this one needs is to be recorded, or was. */
  readonly ownCritiques?: boolean | undefined
  readonly onEvent?: ((event: TuneEvent) => void) | undefined
}
