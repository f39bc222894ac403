import { z } from 'zod'
import type { JsonValue } from '../core/json.ts'
import {
  gateSchema,
  maxErrorsSchema,
  objectiveSchema,
  passRuleSchema,
  transportSchema,
  trialsSchema,
} from '../core/options.ts'
import { type PerturbKind, perturbSchema } from '../core/sensitivity.ts'
import type { StandardSchemaV1 } from '../core/standard-schema.ts'
import type { DatasetSource } from '../dataset/dataset-source.ts'
import type { TargetFunction } from '../evaluate/evaluation-spec.ts'
import type { RedactFunction } from '../evaluate/own-redaction.ts'
import type { Scorer, SuiteScorer } from '../scorers/scorer.ts'

/** What a row holds, for the types of scorers. */
export interface RowTypes {
  readonly input: unknown
  readonly expected?: unknown
}

/**
 * One suite: a prompt file, a dataset, and the scorers that judge every output.
 *
 * @typeParam Row what `schema` makes of a row
 * @typeParam Output what `output` makes of an answer; text without it
 */
export interface PromptSuiteOptions<Row extends RowTypes, Output> {
  /** The prompt file, relative to the test file. */
  readonly prompt: string
  /**
   * A dataset file (`.jsonl`, `.json`, `.yaml`, `.csv`) relative to the test file, an array of rows, an async iterable, a
   * function that loads rows, or `{ optimization, dev, test }` with one of these for each split.
   */
  readonly data: DatasetSource
  /** Any Standard Schema (zod, valibot, arktype ...) of `{ input, expected }`: checks every row and types the scorers. */
  readonly schema?: StandardSchemaV1<unknown, Row>
  /** The shape of the output, sent as structured output. Default: plain text. */
  readonly output?: z.ZodType<Output>
  /**
   * How sure the model is. `true` or `'verbalized'`: it is asked for a confidence in [0, 1] as well. `'logprobs'`: the API is also asked
   * how probable the tokens of the answer were; `'logprobs-only'`: that alone, so that the answer keeps its form. Default false.
   */
  readonly confidence?: ConfidenceSource
  /** At least one. A case passes when every score reaches its scorer's threshold. */
  readonly scorers: readonly SuiteScorer<NoInfer<Row>['input'], NoInfer<Output>, NoInfer<Row>['expected']>[]
  /** The least score that passes, for scorers that declare none; in [0, 1]. Default 0.5. */
  readonly threshold?: number
  /** When the suite holds. Without it every failing case fails the run. */
  readonly gate?: z.input<typeof gateSchema>
  /** How often each case is asked at most, 1 to 100: no more often than decides whether it passes. A row may say its own. Default 1. */
  readonly trials?: number
  /** How many of the trials must pass. Default: all of them. */
  readonly pass?: { readonly atLeast: number }
  /** `batch`: cases without a kept answer are asked through the server's Batch API. Default: the plugin's, which is `direct`. */
  readonly transport?: 'direct' | 'batch'
  /** Errored cases that do not fail the run: a number, or a share below 1. Default: the plugin's, which is 0. */
  readonly maxErrors?: number
  /**
   * Asks a sample of the cases again in variants that mean the same, and reports how much score and pass rate hang on that: another
   * layout of the prompt (`format`), another order of what has none (`order`), slips of the keyboard (`typos`) and other words
   * (`paraphrase`, by the critic model) in the input. A list of kinds, or an object with more. A tuning asks none.
   */
  readonly perturb?:
    | readonly PerturbKind[]
    | {
        readonly kinds: readonly PerturbKind[]
        /** Cases at most: a seeded sample, stratified by the expected value. Default 50. */
        readonly sample?: number
        /** Variants of each kind, 1 to 20. Default 2. */
        readonly variants?: number
        /** The input fields that may be varied. Default: all that the prompt shows. */
        readonly fields?: readonly string[]
      }
  /** The suite fails where the mean score or the pass rate of two variants differs by more, in [0, 1]. Needs `perturb`. */
  readonly maxSpread?: number
  /**
   * What the results are compared with, in place of the plugin's `baseline`: a baseline file, a folder of them or the
   * `last-run.json` of another run, relative to the test file, or `off`.
   */
  readonly baseline?: string
  /** Stands in for the model of the prompt file: an agent or an app under test. */
  readonly target?: TargetFunction
  /** How rows without a `split` are assigned. Default: half optimization, a quarter dev, a quarter test, by `expected`. */
  readonly split?: {
    readonly seed?: number
    readonly ratios?: { readonly optimization: number; readonly dev: number; readonly test: number }
    readonly stratify?: string
  }
  /** Weights of the tuning objective. Default `{ score: 1, brier: 0.05, length: 0 }`. */
  readonly objective?: z.input<typeof objectiveSchema>
  /** What makes an answer good, in words, for the critic. */
  readonly critique?: { readonly criteria: string }
  /**
   * Takes personal data, say, out of a text before anything is written or shown: it is given each text of a case's row, output, scores
   * and errors by itself, keys and passwords are taken out afterwards in any case. Where it throws or returns no text, the case is an
   * error and its texts are withheld. What the target and the scorers are given stays as it is; the critic reads the redacted case.
   */
  readonly redact?: (text: string) => string
  /** Milliseconds that a data loader may take. Default 30,000. */
  readonly loadTimeout?: number
}

export type ConfidenceSource = boolean | 'verbalized' | 'logprobs' | 'logprobs-only'

/** The rows of a suite without a `schema`. */
export interface DefaultRow {
  readonly input: Record<string, JsonValue>
  readonly expected: JsonValue
}

const isFunction = (value: unknown) => typeof value === 'function'
const share = z.number().min(0).max(1)

/** The part of the options that can be checked before anything is loaded. */
export const suiteOptionsSchema = z.strictObject({
  prompt: z.string().min(1),
  data: z.custom<DatasetSource>(
    (value) => value !== undefined && value !== null,
    'give a file, rows or a loader',
  ),
  schema: z
    .custom<StandardSchemaV1>((value) => isStandardSchema(value), 'is not a Standard Schema')
    .optional(),
  output: z
    .custom<z.ZodType>(
      (value) => value instanceof z.ZodType,
      'is not a schema of zod 4 (`import { z } from "zod"`; zod 3, "zod/v3" and "zod/mini" are others)',
    )
    .optional(),
  confidence: z
    .union([z.boolean(), z.enum(['verbalized', 'logprobs', 'logprobs-only'])], {
      error: 'give true, false, "verbalized", "logprobs" or "logprobs-only"',
    })
    .default(false),
  scorers: z.array(z.custom<Scorer>(isFunction, 'is not a function')),
  threshold: share.default(0.5),
  gate: gateSchema.optional(),
  trials: trialsSchema.default(1),
  pass: passRuleSchema.optional(),
  transport: transportSchema.optional(),
  maxErrors: maxErrorsSchema.optional(),
  perturb: perturbSchema.optional(),
  maxSpread: share.optional(),
  baseline: z.string().min(1).optional(),
  target: z.custom<TargetFunction>(isFunction, 'is not a function').optional(),
  split: z
    .strictObject({
      seed: z.int().optional(),
      ratios: z.strictObject({ optimization: share, dev: share, test: share }).optional(),
      stratify: z.string().optional(),
    })
    .prefault({}),
  objective: objectiveSchema.prefault({}),
  critique: z.strictObject({ criteria: z.string().min(1) }).optional(),
  redact: z.custom<RedactFunction>(isFunction, 'is not a function').optional(),
  loadTimeout: z.int().min(1).default(30_000),
})

export type ResolvedSuiteOptions = z.output<typeof suiteOptionsSchema>

function isStandardSchema(value: unknown): boolean {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && '~standard' in value
}
