import { z } from 'zod'

/** A mean paired difference, now minus base, with its seeded bootstrap interval. */
export const deltaSchema = z.object({
  now: z.number(),
  base: z.number(),
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  /** Pairs. */
  cases: z.int(),
})

export type Delta = z.output<typeof deltaSchema>

export const changeVerdictSchema = z.enum(['regression', 'improvement', 'no-change', 'insufficient-data'])

export type ChangeVerdict = z.output<typeof changeVerdictSchema>

/** A suite's results beside its baseline, case by case. Cases that could not be judged on either side are in no pair. */
export const baselineComparisonSchema = z.object({
  /** Where the baseline came from: a file, relative to the project root where it lies in it. */
  source: z.string(),
  /** Did the prompt file change since? Absent when that is not known. */
  promptChanged: z.boolean().optional(),
  /** Case ids, in the order of the report. */
  newlyFailing: z.array(z.string()),
  fixed: z.array(z.string()),
  stillFailing: z.array(z.string()),
  /** Cases without a baseline; never a regression. */
  added: z.array(z.string()),
  /** Cases of the baseline that the dataset no longer has; not told after a partial run. */
  removed: z.array(z.string()),
  /** Absent without a pair. */
  passRate: deltaSchema.optional(),
  /** Absent where no pair has both scores. */
  score: deltaSchema.optional(),
  /** Exact McNemar on the cases that changed their verdict. */
  significance: z.object({
    verdict: changeVerdictSchema,
    pValue: z.number().min(0).max(1),
    /** newly failing + fixed. */
    discordant: z.int(),
    /** One sentence with the numbers. */
    words: z.string(),
  }),
  /** The same for scores, by the interval of `score`; absent where the scores say no more than the verdicts. */
  scoreSignificance: z
    .object({
      verdict: changeVerdictSchema,
      /** Pairs whose scores differ. */
      changed: z.int(),
      words: z.string(),
    })
    .optional(),
})

export type BaselineComparison = z.output<typeof baselineComparisonSchema>
