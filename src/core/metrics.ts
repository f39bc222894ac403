import { z } from 'zod'
import { probabilityGapSchema } from './case-result.ts'
import { usageByRoleSchema } from './usage.ts'

/** Means over a set of cases; `null` where no case gives a value. Errored and skipped cases are in no mean. */
export const groupMetricsSchema = z.object({
  cases: z.int(),
  passed: z.int(),
  failed: z.int(),
  errored: z.int(),
  skipped: z.int(),
  /** passed / (passed + failed). */
  passRate: z.number().nullable(),
  /** Mean score, in [0, 1]. */
  score: z.number().nullable(),
})

export type GroupMetrics = z.output<typeof groupMetricsSchema>

/** How the probabilities of the tokens stand to what came out, as `confidence`, `brier` and `ece` do for reported confidences. */
export const logprobMetricsSchema = z.object({
  /** Judged cases with a probability; without one the numbers are `null`. */
  cases: z.int(),
  /** Mean probability. */
  confidence: z.number().nullable(),
  brier: z.number().nullable(),
  ece: z.number().nullable(),
  /** Judged cases without a probability, by why; absent for none. */
  gaps: z.partialRecord(probabilityGapSchema, z.int()).optional(),
})

export const metricsSchema = groupMetricsSchema.extend({
  /** Mean of each scorer, by name. */
  scores: z.record(z.string(), z.number().nullable()),
  /** Mean reported confidence. */
  confidence: z.number().nullable(),
  /** Mean of (confidence - score)^2 over the cases with both (Brier 1950, with the score in [0, 1]). */
  brier: z.number().nullable(),
  /** Expected calibration error over 10 bins of equal width (Naeini et al. 2015). */
  ece: z.number().nullable(),
  /** The same by the probabilities of tokens; absent where no judged answer was asked for them. */
  logprobs: logprobMetricsSchema.optional(),
  /** Share of judged cases that failed by form: refused, cut, filtered, empty, unparseable. */
  formatErrorRate: z.number().nullable(),
  /** Cases some of whose trials passed while others failed; absent for none. */
  flaky: z.int().optional(),
  usage: usageByRoleSchema,
  tags: z.record(z.string(), groupMetricsSchema),
})

export type Metrics = z.output<typeof metricsSchema>
