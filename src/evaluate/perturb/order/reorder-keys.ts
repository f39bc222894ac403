import { isRecord, type JsonValue } from '../../../core/json.ts'
import type { Random } from '../../../core/random.ts'
import { permute } from './permute.ts'

/** The same data with the keys of its objects in another order; lists keep theirs. */
export function reorderKeys(value: JsonValue, random: Random): JsonValue {
  if (Array.isArray(value)) return value.map((item) => reorderKeys(item, random))
  if (!isRecord(value)) return value
  const entries = Object.entries(value)
  const ordered = permute(entries, random, ([key]) => key) ?? entries
  return Object.fromEntries(ordered.map(([key, member]) => [key, reorderKeys(member, random)]))
}
