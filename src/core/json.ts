import { z } from 'zod'

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

export const jsonSchema: z.ZodType<JsonValue> = z.json()

/** True for a plain `{}`-like object: not null, not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Any value as JSON data: `undefined` members vanish, `Date`s become strings, and what JSON cannot hold
 * (functions, bigints, cycles) becomes its string form, so that a user's output never breaks a report.
 */
export function toJson(value: unknown): JsonValue {
  try {
    const text = JSON.stringify(value)
    return text === undefined ? null : jsonSchema.parse(JSON.parse(text))
  } catch {
    return String(value)
  }
}
