import { z } from 'zod'
import { diagnosticReportSchema } from './diagnosis.ts'
import { metricsSchema } from './metrics.ts'
import { gateResultSchema, modelInfoSchema } from './run-report.ts'
import { usageByRoleSchema } from './usage.ts'

export const stopCodes = [
  'optimizer',
  'patience',
  'iterations',
  'budget',
  'all-correct',
  'already-passing',
  'invalid-decisions',
  'errors',
  'interrupted',
] as const

export const stopSchema = z.object({ code: z.enum(stopCodes), reason: z.string() })

export type Stop = z.output<typeof stopSchema>

/** New full texts of one or more tunable sections, by section name. */
export const promptPatchSchema = z.object({
  sections: z.record(z.string(), z.string()),
  rationale: z.string(),
})

export type PromptPatch = z.output<typeof promptPatchSchema>

export const tuneIterationSchema = z.object({
  /** 0 is the seed prompt. */
  iteration: z.int().min(0),
  promptHash: z.string(),
  /** Code points of the prompt's sections. */
  promptLength: z.int(),
  optimization: metricsSchema,
  dev: metricsSchema,
  /** The selection objective on dev; `null` when no dev case could be judged. */
  objective: z.number().nullable(),
  improved: z.boolean(),
  /** The failures that led to the next prompt. */
  report: diagnosticReportSchema,
  /** How this prompt came from the one before; absent for the seed. */
  patch: promptPatchSchema.optional(),
})

export type TuneIteration = z.output<typeof tuneIterationSchema>

/** Metrics of one prompt on the three splits; `test` is absent when it was not read. */
export const splitMetricsSchema = z.object({
  optimization: metricsSchema,
  dev: metricsSchema,
  test: metricsSchema.optional(),
  promptLength: z.int(),
  objective: z.number().nullable(),
})

export type SplitMetrics = z.output<typeof splitMetricsSchema>

/** The outcome of one tuning. */
export const tuneResultSchema = z.object({
  schema: z.literal('prompt-retune/tune@1'),
  suite: z.string(),
  /** The prompt file, relative to the project root. */
  promptFile: z.string(),
  /** Where journal, result and best prompt are kept, relative to the project root. */
  folder: z.string(),
  model: modelInfoSchema,
  strategy: z.string(),
  seed: splitMetricsSchema,
  tuned: splitMetricsSchema,
  /** The iteration whose prompt won; 0 means that the seed was never beaten. */
  best: z.int(),
  iterations: z.array(tuneIterationSchema),
  stop: stopSchema,
  /** Full texts of the prompt file, before and after. */
  before: z.string(),
  after: z.string(),
  /** Was the prompt file written? */
  written: z.boolean(),
  /** True when it was not to be written: `--tune.dry-run`. */
  dryRun: z.boolean().optional(),
  gate: gateResultSchema,
  usage: usageByRoleSchema,
  notes: z.array(z.string()),
})

export type TuneResult = z.output<typeof tuneResultSchema>
