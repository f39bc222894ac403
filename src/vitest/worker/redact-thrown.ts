import { isRecord, toJson } from '../../core/json.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'

/** What was thrown, as Vitest may show and write it: messages, traces and whatever else an error carries, causes included. */
export function redactThrown(thrown: unknown, redactor: Redactor): unknown {
  return redact(thrown, redactor, new Set())
}

function redact(thrown: unknown, redactor: Redactor, seen: Set<unknown>): unknown {
  if (!(thrown instanceof Error)) return redactor.json(toJson(thrown))
  if (seen.has(thrown)) return thrown
  seen.add(thrown)
  for (const name of ['message', 'stack', 'cause', 'errors', ...Object.keys(thrown)]) {
    const value: unknown = Reflect.get(thrown, name)
    const plain = redactMember(value, redactor, seen)
    if (plain !== value) Reflect.defineProperty(thrown, name, { ...hidden, value: plain })
  }
  return thrown
}

const hidden = { enumerable: false, configurable: true, writable: true }

function redactMember(value: unknown, redactor: Redactor, seen: Set<unknown>): unknown {
  if (typeof value === 'string') return redactor.text(value)
  if (value instanceof Error) return redact(value, redactor, seen)
  if (Array.isArray(value)) return value.map((member) => redactMember(member, redactor, seen))
  return isRecord(value) ? redactor.json(toJson(value)) : value
}
