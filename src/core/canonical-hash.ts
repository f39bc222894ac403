import { hash } from 'node:crypto'
import { isRecord } from './json.ts'

/** JSON with sorted keys and without `undefined` members: equal data, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value))
}

/** Sorted beforehand: a replacer would make `JSON.stringify` several times as slow. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  if (typeof value.toJSON === 'function') return sorted(value.toJSON())
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

/** SHA-256 of a text, in lower-case hex (64 characters). */
export function hashText(text: string): string {
  return hash('sha256', text, 'hex')
}

/** SHA-256 of the canonical JSON of a value, in lower-case hex, cut to `length` characters (default 64). */
export function hashValue(value: unknown, length = 64): string {
  return hashText(canonicalJson(value) ?? 'undefined').slice(0, length)
}

/** A stable number in [0, 1) for a text: the first 52 bits of its hash. */
export function hashFraction(text: string): number {
  return Number.parseInt(hashText(text).slice(0, 13), 16) / 2 ** 52
}
