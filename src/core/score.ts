import { z } from 'zod'

/** The judgment of one scorer on one output: 1 is right, 0 is wrong, `null` is "not scored" (never counted as 0). */
export const scoreSchema = z.object({
  name: z.string(),
  score: z.number().min(0).max(1).nullable(),
  /** The least score that passes. */
  threshold: z.number().min(0).max(1),
  /** Why, in words: what the critic and the report show. */
  feedback: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
})

export type Score = z.output<typeof scoreSchema>
