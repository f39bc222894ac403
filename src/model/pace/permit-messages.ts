import { z } from 'zod'

/** What a worker asks of the process that holds the permits, a line of JSON each. */
export const permitRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('take'), id: z.int(), server: z.string(), tokens: z.number().min(0) }),
  /** It waits no more. */
  z.object({ type: z.literal('leave'), id: z.int() }),
  z.object({ type: z.literal('correct'), server: z.string(), tokens: z.number() }),
])

export type PermitRequest = z.output<typeof permitRequestSchema>

/** The answer to a `take`: it may go. */
export const permitGrantSchema = z.object({ id: z.int() })

export type PermitGrant = z.output<typeof permitGrantSchema>
