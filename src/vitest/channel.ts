import type { TestArtifactBase } from 'vitest'
import { z } from 'zod'
import { caseResultSchema } from '../core/case-result.ts'
import { lintFindingSchema } from '../core/lint-finding.ts'
import { gateSchema, maxErrorsSchema, pluginOptionsSchema } from '../core/options.ts'
import { sensitivityPartSchema } from '../core/sensitivity.ts'
import { shardSchema } from '../core/shard.ts'
import { launchFlagsSchema } from './launch-flags.ts'

/** What the plugin hands to every worker. */
export const providedSchema = z.object({
  options: pluginOptionsSchema,
  /** The project root, absolute. */
  root: z.string(),
  /** Where the embedded model listens, when it stands in for a role. */
  embeddedURL: z.string().optional(),
  /** Where the main process gives out permits to call, when `limits` names rates. */
  permitPort: z.int().optional(),
  /** Where the main process keeps the budget of the run, when it has any. */
  budgetPort: z.int().optional(),
  /** Which run it is of this Vitest process; watch mode has many. */
  run: z.int().default(0),
  /** What `--only=` said. */
  only: launchFlagsSchema.shape.only,
  /** What `--transport=` said: it goes for all suites. */
  transport: launchFlagsSchema.shape.transport,
  /** How answers are recorded or replayed; absent: not at all. */
  recording: z
    .object({
      mode: z.enum(['auto', 'record', 'replay']),
      id: z.string(),
      tuning: z.boolean(),
      readOnly: z.boolean().optional(),
    })
    .optional(),
  /** What `--baseline=` said. */
  baseline: z.string().optional(),
  /** Do the results of this run become the baselines? */
  accepting: z.boolean().default(false),
  /** Set where this run takes a part of each dataset. */
  shard: shardSchema.optional(),
  /** Are the suites only looked over, without a call of a model? */
  lint: z.boolean().default(false),
  /** Set in tune mode: which suites to tune, and whether the main process decides what becomes of a tuned prompt. */
  tune: z
    .object({
      suites: z.string(),
      hold: z.enum(['always', 'interrupted']).optional(),
      /** Seals what crosses to the main process and may stand in no file. */
      sealKey: z.string(),
    })
    .optional(),
})

export type Provided = z.output<typeof providedSchema>

/** What a suite tells once about itself, with its first finished case. */
export const suiteInfoSchema = z.object({
  /** The test file, relative to the root. */
  file: z.string(),
  prompt: z.object({
    file: z.string(),
    hash: z.string(),
    model: z.string().optional(),
    sections: z.array(
      z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: z.string() }),
    ),
  }),
  /** Of a shard: a hash of the ids of all rows, those of other shards among them. */
  rows: z.string().optional(),
  /** Absolute paths of the prompt and dataset files: a change of one reruns the suite. */
  watch: z.array(z.string()),
  /** Does the suite bring its own target function? */
  customTarget: z.boolean(),
  gate: gateSchema.optional(),
  criteria: z.string().optional(),
  /** The suite's own `maxErrors`. */
  maxErrors: maxErrorsSchema.optional(),
  /** The suite's own `maxSpread`. */
  maxSpread: z.number().optional(),
  /** Under `--only`: how many results of the last run stand, or why none does. */
  kept: z.int().optional(),
  note: z.string().optional(),
  /** What the suite itself says to compare with: a path from the root, or `off`. */
  baseline: z.string().optional(),
})

export type SuiteInfo = z.output<typeof suiteInfoSchema>

/** What a suite is about to ask its model: on the first case to run, until that has its result. */
export const planMetaSchema = z.object({
  type: z.literal('plan'),
  suite: z.string(),
  cases: z.int().min(1),
  /** At most: trials may stop early. */
  calls: z.int(),
  /** Answers beside those that stand in the cache or in a recording. */
  held: z.int(),
  /** Tests that stand for these cases, where it is not one each. */
  tests: z.int().min(1).optional(),
  /** Are they asked in batches, at the price of those? */
  batched: z.boolean().optional(),
  /** Mean of a rendered prompt that is sent, by its characters. */
  promptTokens: z.number(),
  /** What variants take on top of that, whatever is kept: calls of the target, and of the critic for paraphrases. */
  variants: z.object({ calls: z.int(), paraphrases: z.int(), promptTokens: z.number() }).optional(),
  /** What the prompt file names. */
  model: z.string().optional(),
})

export type PlanMeta = z.output<typeof planMetaSchema>

/** What crosses from the worker to the reporter in `task.meta`. */
export const taskMetaSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('case'),
    suite: z.string(),
    result: caseResultSchema,
    info: suiteInfoSchema.optional(),
  }),
  z.object({
    type: z.literal('tune'),
    suite: z.string(),
    /** Where the `TuneResult` stands, absolute. */
    resultFile: z.string(),
    /** The prompts, where the result has them without their secrets and they wait to be written. */
    sealed: z.string().optional(),
  }),
  /** Of the test that fails for a suite that could not be loaded. */
  z.object({ type: z.literal('unloaded'), suite: z.string(), message: z.string() }),
  z.object({ type: z.literal('lint'), suite: z.string(), findings: z.array(lintFindingSchema) }),
  planMetaSchema,
  /** Of the one test of all cases. */
  z.object({
    type: z.literal('cases'),
    suite: z.string(),
    /** Where the results stand, absolute. */
    file: z.string(),
    info: suiteInfoSchema,
    /** Did some rows not run, for others are marked `only`? */
    leftOut: z.boolean(),
  }),
  /** Of the test that varies the cases. */
  z.object({ type: z.literal('sensitivity'), suite: z.string(), part: sensitivityPartSchema }),
  /** Of a test file: its cases are one part of those of its suites. */
  z.object({ type: z.literal('shard'), ...shardSchema.shape }),
  /** Of a test that stands for the cases of other shards. */
  z.object({ type: z.literal('elsewhere') }),
])

export type RetuneTaskMeta = z.output<typeof taskMetaSchema>

/** A line of progress of a tuning. */
export interface ProgressArtifact extends TestArtifactBase {
  type: 'prompt-retune:progress'
  text: string
}

declare module 'vitest' {
  interface TaskMeta {
    promptRetune?: RetuneTaskMeta
  }
  interface ProvidedContext {
    promptRetune: Provided
  }
  interface TestArtifactRegistry {
    'prompt-retune:progress': ProgressArtifact
  }
}
