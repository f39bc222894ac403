import type { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'
import type { Message } from '../model/client.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import type { Scorer } from '../scorers/scorer.ts'

/**
 * Stands in for the model: an agent or an app under test. It gets the rendered prompt and the case, and returns the output.
 * With an `output` schema a returned string is parsed as JSON first, unless the schema itself is a string's. A throw is an
 * error of the case, not a failure of the prompt. `trial` is set where the same is asked again on purpose, 1 for the second time.
 */
export type TargetFunction = (
  messages: readonly Message[],
  item: Case,
  context: { signal: AbortSignal; trial?: number | undefined },
) => unknown | Promise<unknown>

/** What all cases of a suite share. */
export interface EvaluationSpec {
  readonly prompt: PromptFile
  readonly scorers: readonly Scorer[]
  /** The shape of the output. Default: the answer's text. */
  readonly output?: z.ZodType | undefined
  /** Must the target also report a confidence in [0, 1]? See `confidenceSchema`. */
  readonly confidence: boolean
  /** Is the model asked how probable the tokens of its answers were? */
  readonly logprobs?: true | undefined
  /** Default: the model that the prompt file names. */
  readonly target?: TargetFunction | undefined
  /** The least score that passes, for scorers that declare none; in [0, 1]. */
  readonly threshold: number
  /** Takes secrets and what else must not be written out of every result. Default: secrets, by the environment as it is. */
  readonly redactor?: Redactor | undefined
}
