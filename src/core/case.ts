import { z } from 'zod'
import { type JsonValue, jsonSchema } from './json.ts'
import { type Location, locationSchema } from './location.ts'

/** `optimization` feeds the diagnosis, `dev` selects, `test` is read once at the end of a tuning. */
export const splits = ['optimization', 'dev', 'test'] as const

export const splitSchema = z.enum(splits)

export type Split = z.output<typeof splitSchema>

/** The plain-data side of a case, as it crosses processes. */
export const caseFieldsSchema = z.object({
  id: z.string(),
  split: splitSchema.optional(),
  tags: z.array(z.string()).default([]),
  critical: z.boolean().default(false),
  at: locationSchema.optional(),
})

/** One row of a dataset: what goes into the prompt and what should come out. */
export interface Case<Input = Record<string, JsonValue>, Expected = JsonValue> {
  /** Unique in its suite; defaults to the first 12 hex characters of a hash of the input. */
  readonly id: string
  /** The values of the prompt's variables. */
  readonly input: Input
  readonly expected?: Expected
  readonly split?: Split
  readonly tags: readonly string[]
  /** A critical case may never fail, whatever the gate allows. */
  readonly critical: boolean
  readonly skip?: boolean
  readonly only?: boolean
  /** How often the case is asked at most, in place of the suite's `trials`. */
  readonly trials?: number
  /** How many trials must pass, in place of the suite's. */
  readonly pass?: { readonly atLeast: number }
  /** Anything else a row carries, for scorers. */
  readonly metadata?: Record<string, JsonValue>
  /** Where the row stands, when it came from a file. */
  readonly at?: Location
}

export const inputSchema = z.record(z.string(), jsonSchema)
