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

/** Rows that were asked, and rows that there are. */
export const askedSchema = z.object({ rows: z.int(), of: z.int() })

export type AskedRows = z.output<typeof askedSchema>

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
  /** Where not all rows of a split were asked: how many of how many. */
  asked: z.object({ optimization: askedSchema.optional(), dev: askedSchema.optional() }).optional(),
  /** The evaluation on dev ended early, since the prompt could not become the best one any more: `dev` has no means. */
  racedOut: z.boolean().optional(),
  /** The iteration whose prompt was revised, where that is not the one before. */
  from: z.int().optional(),
  /** Under the schedule `progressive`: the mean change of the score against that prompt, on the rows that both were asked. */
  change: z.object({ optimization: z.number().nullable(), dev: z.number().nullable() }).optional(),
  /** It lost too much to be worth a diagnosis: `report` holds its numbers alone, and the next revision is made from another prompt. */
  undiagnosed: z.boolean().optional(),
  improved: z.boolean(),
  /** The failures that led to the next prompt. */
  report: diagnosticReportSchema,
  /** How this prompt came from the one before; absent for the seed. */
  patch: promptPatchSchema.optional(),
})

export type TuneIteration = z.output<typeof tuneIterationSchema>

/** Metrics of one prompt on the three splits; `test` is absent when it was not read. */
export const splitMetricsSchema = z.object({
  /** Where not all rows of a split were asked: how many of how many. */
  asked: z.object({ optimization: askedSchema.optional(), dev: askedSchema.optional() }).optional(),
  optimization: metricsSchema,
  dev: metricsSchema,
  test: metricsSchema.optional(),
  promptLength: z.int(),
  objective: z.number().nullable(),
})

export type SplitMetrics = z.output<typeof splitMetricsSchema>

/** A change in mean, in [-1, 1] for rates and scores, with a 95 % paired bootstrap interval. */
export const gainSchema = z.object({ mean: z.number(), low: z.number(), high: z.number(), cases: z.int() })

export type Gain = z.output<typeof gainSchema>

/** Seed against winner on one split, case by case. */
export const comparisonSchema = z.object({
  score: gainSchema,
  /** Cases that only the winner passes, and that only the seed passes. */
  fixed: z.int(),
  broken: z.int(),
  /** Exact McNemar test of these two (two-sided). */
  pValue: z.number().min(0).max(1),
  /** One sentence: "+11.2 points on dev, 95 % interval +4.0 to +18.1 (12 fixed, 3 broken, p = 0.035)". */
  words: z.string(),
})

export type Comparison = z.output<typeof comparisonSchema>

/** What a run's iterations tell about failures and patches; associations, not causes (Reflective Prompt Tuning, analysis). */
export const tuneAnalysisSchema = z.object({
  /** Topics by id over the iterations: where each was seen, its longest unbroken run, and whether it was gone in the end. */
  topics: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      iterations: z.array(z.int()),
      longestRun: z.int(),
      gone: z.boolean(),
    }),
  ),
  /** Of the patches that followed a topic: how many named it (words in common), and the mean change that came next. */
  alignment: z.array(
    z.object({
      id: z.string(),
      patches: z.int(),
      addressed: z.int(),
      /** Mean change of the score from the prompt before to the one that a patch which named the topic made. */
      optimizationChange: z.number().nullable(),
      devChange: z.number().nullable(),
      /** The topics that those patches named, and in what share of them. */
      named: z.array(z.object({ id: z.string(), share: z.number() })).optional(),
    }),
  ),
  /** What came with each patch, by the iteration that it led to. */
  steps: z
    .array(
      z.object({
        iteration: z.int(),
        /** Topics by id: those of the report before that the patch named; against it, those of the report after. */
        named: z.array(z.string()),
        new: z.array(z.string()),
        persistent: z.array(z.string()),
        gone: z.array(z.string()),
        optimizationChange: z.number().nullable(),
        devChange: z.number().nullable(),
      }),
    )
    .optional(),
  /** Code points of the prompt by iteration. */
  promptLengths: z.array(z.int()),
})

export type TuneAnalysis = z.output<typeof tuneAnalysisSchema>

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
  schedule: z.enum(['full', 'progressive']).optional(),
  seed: splitMetricsSchema,
  tuned: splitMetricsSchema,
  /** The iteration whose prompt won; 0 means that the seed was never beaten. */
  best: z.int(),
  iterations: z.array(tuneIterationSchema),
  stop: stopSchema,
  /** Full texts of the prompt file, before and after. */
  before: z.string(),
  after: z.string(),
  /** False when the better prompt was refused for want of a significant gain: `--tune.accept=significant`. */
  accepted: z.boolean().optional(),
  /** Was the prompt file written? */
  written: z.boolean(),
  /** The file that `--tune.out` named, relative to the project root; absent when it was not written. */
  out: z.string().optional(),
  /** The tuned prompt waits for the user's word. */
  pending: z.boolean().optional(),
  /** The tuned prompt waited for the user's word, and a yes never came. */
  declined: z.boolean().optional(),
  /** The user changed the tuned prompt before it was written: `after` is what was written, all numbers are those from before. */
  edited: z.boolean().optional(),
  /** True when it was not to be written: `--tune.dry-run`. */
  dryRun: z.boolean().optional(),
  gate: gateResultSchema,
  usage: usageByRoleSchema,
  /** Seed against winner; absent when the seed was not beaten or a split was not read. */
  comparison: z.object({ dev: comparisonSchema, test: comparisonSchema.optional() }).optional(),
  /** The seed's own noise on dev: standard deviation of its mean score over `trials` repeats. */
  noise: z.object({ trials: z.int(), deviation: z.number() }).optional(),
  analysis: tuneAnalysisSchema.optional(),
  notes: z.array(z.string()),
})

export type TuneResult = z.output<typeof tuneResultSchema>
