import { z } from 'zod'
import { verdictSchema } from './case-result.ts'
import { topicHistorySchema } from './topic-history.ts'

/** What is kept of one case: enough to tell a regression, nothing of what was said. */
export const baselineCaseSchema = z.object({
  verdict: verdictSchema,
  score: z.number().min(0).max(1).nullable(),
  confidence: z.number().min(0).max(1).optional(),
})

export type BaselineCase = z.output<typeof baselineCaseSchema>

/** The accepted results of one suite: `.prompt-retune/baselines/<suite>.json`. */
export const baselineSchema = z.object({
  schema: z.literal('prompt-retune/baseline@1'),
  suite: z.string(),
  /** The prompt file and the first 12 characters of its hash. */
  prompt: z.object({ file: z.string(), hash: z.string() }).optional(),
  /** By case id, sorted. */
  cases: z.record(z.string(), baselineCaseSchema),
  /** Topics of the failures that were accepted with it. */
  history: topicHistorySchema.optional(),
})

export type Baseline = z.output<typeof baselineSchema>
