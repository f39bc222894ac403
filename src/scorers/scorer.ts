import type { ModelRole, Usage } from '../core/usage.ts'
import type { ModelClient } from '../model/client.ts'

/** What a scorer judges: one output, with the case it belongs to. */
export interface ScorerArgs<Input = unknown, Output = unknown, Expected = unknown> {
  readonly input: Input
  /** The parsed output; the text itself when the suite has no output schema. */
  readonly output: Output
  /** The row's `expected`; `undefined` when the row has none. */
  readonly expected: Expected
  /** The answer's raw text. */
  readonly text: string
  readonly id: string
  readonly tags: readonly string[]
  readonly metadata: Readonly<Record<string, unknown>>
}

/** For scorers that ask a model themselves. */
export interface ScorerContext {
  readonly model: ModelClient
  readonly signal?: AbortSignal | undefined
  recordUsage(role: ModelRole, usage: Usage): void
}

/** A score with words: the object that autoevals scorers return, with `feedback` for the critic and the report. */
export interface ScoreObject {
  readonly name?: string | undefined
  readonly score: number | boolean | null
  /** Why, in words. Default: `metadata.rationale`, where autoevals puts it. */
  readonly feedback?: string | undefined
  readonly metadata?: Record<string, unknown> | undefined
}

/** In [0, 1]; `true` is 1, `false` is 0, `null` is "not scored" (in no mean, never a failure). */
export type ScorerResult = number | boolean | null | ScoreObject

/**
 * Judges one output. Any function of this form will do, scorers of `autoevals` among them. A thrown assertion (of Vitest's
 * `expect` or `node:assert`) scores 0 with its message as feedback; anything else thrown is an error of the case.
 *
 * The call is declared as a method so that a scorer of narrower types can stand in a list of `Scorer`s.
 */
export type Scorer<Input = unknown, Output = unknown, Expected = unknown> = {
  score(
    args: ScorerArgs<Input, Output, Expected>,
    context: ScorerContext,
  ): ScorerResult | Promise<ScorerResult>
}['score'] & {
  /** Default: the name in the result, else the function's own. */
  readonly scorerName?: string
  /** The least score that passes, in [0, 1]. Default: the suite's. */
  readonly threshold?: number
  /**
   * The paths (`items[0].price`) of the output that it compares with the row's `expected`, an empty one for the whole: under
   * `confidence: 'logprobs'` the probability is that of these values. Default: not known.
   */
  readonly looksAt?: readonly string[]
}

/**
 * A scorer of the `autoevals` package, whatever types it declares: `Levenshtein` takes texts alone, for example, where a
 * suite without a schema knows only JSON. It has no call signature here, so that functions written in the suite still get
 * their types from `Scorer`.
 */
export interface AutoevalsScorer {
  partial(args: never): unknown
}

/** What a suite takes as a scorer. */
export type SuiteScorer<Input = unknown, Output = unknown, Expected = unknown> =
  | Scorer<Input, Output, Expected>
  | AutoevalsScorer

/**
 * Gives a scoring function its name and threshold, and says which paths of the output it compares with the row's `expected`, where it does.
 */
export function defineScorer<Input = unknown, Output = unknown, Expected = unknown>(
  scorerName: string,
  traits: number | { readonly threshold: number; readonly looksAt: readonly string[] | undefined },
  score: (
    args: ScorerArgs<Input, Output, Expected>,
    context: ScorerContext,
  ) => ScorerResult | Promise<ScorerResult>,
): Scorer<Input, Output, Expected> {
  const { threshold, looksAt } =
    typeof traits === 'number' ? { threshold: traits, looksAt: undefined } : traits
  return Object.assign(score, { scorerName, threshold, ...(looksAt ? { looksAt } : {}) })
}
