import type { JsonValue } from '../core/json.ts'
import type { RowContent } from './raw-row.ts'

const deepest = 500

class NotJson extends Error {}

/** A value from code as JSON data, without its `undefined` members; or where it holds what JSON cannot. */
export function readJsonData(value: unknown): RowContent {
  try {
    return { value: copy(value, []) }
  } catch (thrown) {
    if (thrown instanceof NotJson) return { problem: thrown.message }
    throw thrown
  }
}

function copy(value: unknown, path: readonly string[]): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  const place = path.length === 0 ? 'it' : path.slice(0, 5).join('.')
  if (path.length > deepest) throw new NotJson(`${place} is nested too deeply, or holds itself`)
  if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, String(index)]))
  if (typeof value === 'object' && isPlain(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, copy(member, [...path, key])]),
    )
  }
  throw new NotJson(`${place} is ${nameOf(value)}, which JSON cannot hold`)
}

/** Also true for objects of another realm, as test runners make them. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function nameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'special object'}`
  return typeof value === 'number' || value === undefined ? String(value) : `a ${typeof value}`
}
