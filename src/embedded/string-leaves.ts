import { isRecord } from '../core/json.ts'

/** All texts inside a JSON value, in order; numbers and booleans as text. */
export function stringLeaves(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(stringLeaves)
  return isRecord(value) ? Object.values(value).flatMap(stringLeaves) : []
}
