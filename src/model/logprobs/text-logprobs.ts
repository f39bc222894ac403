import { z } from 'zod'

const logprob = z.number().max(0)

/**
 * How probable a model's tokens made its text, as natural logarithms: sums over the tokens that spell a part of it. A token that spells
 * parts of several leaves is counted under `shared`.
 */
export const textLogprobsSchema = z.strictObject({
  /** Of all tokens of the text, outer white space left out. */
  all: logprob,
  /** Of each leaf of JSON text, in its order; a token that reaches over the border of a leaf counts whole. Absent for other text. */
  leaves: z.array(logprob).optional(),
  /** Of tokens that spell parts of the leaves from the first index to the second. */
  shared: z.array(z.tuple([z.int().min(0), z.int().min(0), logprob])).optional(),
})

export type TextLogprobs = z.output<typeof textLogprobsSchema>

/**
 * What became of the wish for them: the server `refused` to tell them, gave `none`, or some that do not spell the text (`unreadable`).
 */
export const answerLogprobsSchema = z.union([textLogprobsSchema, z.enum(['refused', 'none', 'unreadable'])])

export type AnswerLogprobs = z.output<typeof answerLogprobsSchema>
