import type { JsonValue } from '../json.ts'
import { looksSecret } from './looks-secret.ts'
import { redactionMark } from './redaction-mark.ts'
import { secretName } from './secret-names.ts'

/** Schema ids of our own files. */
const schemaId = /^prompt-retune\/[a-z-]+@\d+$/

/** What texts become and, where numbers may be secret too, what long whole numbers become. */
export interface JsonRedaction {
  text(text: string): string
  readonly numbers: boolean
  note(secret: string): void
}

/**
 * The same data with every text and name redacted by itself; a value that nothing was taken out of is given back as it is. Members that
 * are named like a secret lose their value.
 */
export function redactJson(value: JsonValue, redaction: JsonRedaction): JsonValue {
  if (typeof value === 'string') return schemaId.test(value) ? value : redaction.text(value)
  if (typeof value === 'number') return redaction.numbers ? redactNumber(value, redaction) : value
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) {
    const members = value.map((member) => redactJson(member, redaction))
    return members.every((member, index) => member === value[index]) ? value : members
  }
  return redactMembers(value, redaction)
}

/** As `redactJson`, for what is known to be an object. */
export function redactMembers(
  record: { [name: string]: JsonValue },
  redaction: JsonRedaction,
): { [name: string]: JsonValue } {
  let changed = false
  const result: { [name: string]: JsonValue } = {}
  const paired = isPair(record)
  for (const [name, value] of Object.entries(record)) {
    const hidden = isSecretMember(paired && name === 'value' ? paired : name, value)
    if (hidden) redaction.note(String(value))
    const member = hidden ? redactionMark : redactJson(value, redaction)
    const plain = redaction.text(name)
    changed ||= member !== value || plain !== name
    Object.defineProperty(result, plain === name ? name : freeName(plain, result), {
      value: member,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return changed ? result : record
}

/** `{ name: 'Authorization', value: '...' }`, as lists of headers and variables are written. */
function isPair(record: { [name: string]: JsonValue }): string | undefined {
  const name = record.name ?? record.key ?? record.header
  return typeof record.value === 'string' && typeof name === 'string' ? name : undefined
}

function isSecretMember(name: string, value: JsonValue): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  const kind = secretName(name)
  if (kind === undefined || value === redactionMark) return false
  if (typeof value === 'number') return kind === 'strong' && Math.abs(value) >= 10_000
  if (kind !== 'header') return looksSecret({ name: kind, value, quoted: true, by: 'colon' })
  return /cookie$/i.test(name) ? value.includes('=') : value.length >= 8 && /\d|\s\S|=$/.test(value)
}

/** A number of many digits may be a telephone or account number, which a suite's own function may want to take out. */
function redactNumber(value: number, redaction: JsonRedaction): JsonValue {
  if (Math.abs(value) < 100_000 || !Number.isInteger(value)) return value
  const text = String(value)
  const plain = redaction.text(text)
  return plain === text ? value : plain
}

function freeName(name: string, taken: { readonly [name: string]: unknown }): string {
  for (let count = 1; ; count++) {
    const free = count === 1 ? name : `${name} (${count})`
    if (!Object.hasOwn(taken, free)) return free
  }
}
