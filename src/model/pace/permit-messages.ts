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

/** Cuts a stream into its lines. */
export function lineReader(take: (line: unknown) => void): (chunk: string) => void {
  let rest = ''
  return (chunk) => {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(parse(line))
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
