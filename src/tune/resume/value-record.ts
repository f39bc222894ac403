import { isDeepStrictEqual } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { isRecord, type JsonValue } from '../../core/json.ts'

/** What a suite's own target returned; `undefined` for what cannot be kept, such as a function. */
export function keepValue(value: unknown): JsonValue | undefined {
  try {
    const text = JSON.stringify(value)
    const json: JsonValue = text === undefined ? null : JSON.parse(text)
    if (isDeepStrictEqual(json, value)) return { json }
    const bytes = serialize(value)
    // Members of a class lose it, and with it what they can do.
    return isDeepStrictEqual(deserialize(bytes), value) ? { v8: bytes.toString('base64') } : undefined
  } catch {
    return undefined
  }
}

/** `undefined` when the record is none. */
export function recallValue(answer: JsonValue): { readonly value: unknown } | undefined {
  if (!isRecord(answer)) return undefined
  if ('json' in answer) return { value: answer.json }
  if (typeof answer.v8 !== 'string') return undefined
  try {
    return { value: deserialize(Buffer.from(answer.v8, 'base64')) }
  } catch {
    return undefined
  }
}
