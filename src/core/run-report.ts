import { z } from 'zod'
import { caseResultSchema } from './case-result.ts'
import { baselineComparisonSchema } from './comparison.ts'
import { diagnosticReportSchema } from './diagnosis.ts'
import { metricsSchema } from './metrics.ts'
import { sensitivitySchema } from './sensitivity.ts'
import { topicHistorySchema } from './topic-history.ts'
import { modelRoleSchema } from './usage.ts'

/** Which models answered; `simulated` when the embedded model stood in. */
export const modelInfoSchema = z.object({
  simulated: z.boolean(),
  /** Model name by role, e.g. `{ target: 'gpt-4.1', critic: 'gpt-5' }`. */
  models: z.record(z.string(), z.string()),
  /** Set when nobody was asked: all answers are recorded ones. */
  replayed: z.literal(true).optional(),
})

export type ModelInfo = z.output<typeof modelInfoSchema>

export const gateResultSchema = z.object({
  passed: z.boolean(),
  /** One sentence with the numbers: "pass rate 0.86 is below 0.90". */
  reason: z.string(),
  /** Each rule of the gate by its name (`passRate`, `maxRegressions`, ...), in a fixed order. */
  checks: z.array(z.object({ name: z.string(), passed: z.boolean(), reason: z.string() })).optional(),
})

export type GateResult = z.output<typeof gateResultSchema>

export const suiteReportSchema = z.object({
  name: z.string(),
  /** The test file, relative to the project root. */
  file: z.string(),
  /** The prompt file, relative to the project root, and the first 12 characters of its hash. */
  prompt: z.object({ file: z.string(), hash: z.string() }).optional(),
  metrics: metricsSchema,
  /** Wilson's 95 % interval of the pass rate; absent where no case was judged, and in older reports. */
  passRateInterval: z.object({ low: z.number(), high: z.number() }).optional(),
  gate: gateResultSchema.optional(),
  /** How many errored cases do not fail the suite; absent for none. */
  errorsAllowed: z.int().optional(),
  /** Of the results, those that were taken over from the run before, under `--only`. */
  kept: z.int().optional(),
  /** Cases that were left out since the budget of the run was used up, and whether it may pass so. */
  notAsked: z.object({ cases: z.int(), allowed: z.boolean() }).optional(),
  results: z.array(caseResultSchema),
  diagnosis: diagnosticReportSchema.optional(),
  /** What became of variants of the cases that mean the same; absent where none were asked. */
  sensitivity: sensitivitySchema.optional(),
  /** Beside the accepted results; absent without a baseline. */
  baseline: baselineComparisonSchema.optional(),
  /** What all calls cost in US dollars; `null` where the price of a model that answered is not known. Absent in older reports. */
  dollars: z.number().min(0).nullable().optional(),
  /** The same by role; a role that made no call is absent. */
  costs: z.partialRecord(modelRoleSchema, z.number().min(0).nullable()).optional(),
  /** What answers from the response cache saved, in US dollars; `null` where a price is not known, absent without such answers. */
  savedDollars: z.number().min(0).nullable().optional(),
  /** What the topics' changes are told against. */
  topicsSince: z.enum(['baseline', 'run']).optional(),
  /** Set when a filter, an interruption or errors left cases unjudged: nothing is said about what changed since the run before. */
  partial: z.literal(true).optional(),
})

export type SuiteReport = z.output<typeof suiteReportSchema>

/** A suite of which no case was asked, since its prompt, dataset or options could not be read. */
export const unloadedSuiteSchema = z.object({
  name: z.string(),
  /** The test file, relative to the project root. */
  file: z.string(),
  /** What is wrong; empty under `ids-only`. */
  message: z.string(),
})

export type UnloadedSuite = z.output<typeof unloadedSuiteSchema>

/** One run of `vitest`: `.prompt-retune/last-run.json`. */
export const runReportSchema = z.object({
  schema: z.literal('prompt-retune/run@1'),
  model: modelInfoSchema,
  suites: z.array(suiteReportSchema),
  /** Suites that could not be loaded, which fails the run; absent where all were. */
  unloaded: z.array(unloadedSuiteSchema).optional(),
  /** Why nothing more was asked, where the budget of the run was used up: `the budget of 100 calls is used up`. */
  budgetOver: z.string().optional(),
  /** Set when inputs, outputs and all that may quote them were taken out. */
  report: z.literal('ids-only').optional(),
  /** The topics of suites that this run left out, wholly or in part, from their last whole run, by suite. */
  earlier: z.record(z.string(), topicHistorySchema).optional(),
})

export type RunReport = z.output<typeof runReportSchema>
