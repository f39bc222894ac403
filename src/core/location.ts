import { z } from 'zod'

/** A place in a file: `line` counts from 1. */
export const locationSchema = z.object({ file: z.string(), line: z.int().min(1) })

export type Location = z.output<typeof locationSchema>

/** `tickets.jsonl:3`, or the file alone when the line is not known. */
export function formatLocation(at: { file: string; line?: number | undefined }): string {
  return at.line === undefined ? at.file : `${at.file}:${at.line}`
}
