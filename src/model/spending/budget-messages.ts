import { z } from 'zod'
import { caseErrorSchema } from '../../core/case-result.ts'

const amount = z.number().min(0)

/** What a worker tells the process that keeps the budget, a line of JSON each. */
export const budgetRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), id: z.int() }),
  z.object({ type: z.literal('end'), calls: amount, tokens: amount, usd: amount }),
])

export type BudgetRequest = z.output<typeof budgetRequestSchema>

/** An answer to a `begin`, refused where it has an error; or, without an id, that nothing more is asked. */
export const budgetReplySchema = z.object({ id: z.int().optional(), refusal: caseErrorSchema.optional() })

export type BudgetReply = z.output<typeof budgetReplySchema>
