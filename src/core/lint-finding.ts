import { z } from 'zod'
import { locationSchema } from './location.ts'

/** `error`: a run or a tuning would go wrong by it. `warning`: worth a look. */
export const lintSeveritySchema = z.enum(['error', 'warning'])

/** Something about a prompt or a dataset that can be told without asking a model. */
export const lintFindingSchema = z.object({
  /** The rule's name, e.g. `unused-variable`. */
  rule: z.string(),
  severity: lintSeveritySchema,
  message: z.string(),
  at: z.object({ file: z.string(), line: locationSchema.shape.line.optional() }).optional(),
})

export type LintFinding = z.output<typeof lintFindingSchema>
