import type { JsonValue } from '../../core/json.ts'

/** The largest number of a signed byte. */
const most = 127

/**
 * A vector as `SCALE:BASE64`, a byte for each member: a twentieth of what its digits would take, and within 0.4 % of its largest member.
 * `undefined` for one with members that are no numbers.
 */
export function shrinkVector(vector: readonly number[]): string | undefined {
  const largest = vector.reduce((so, member) => Math.max(so, Math.abs(member)), 0)
  if (!Number.isFinite(largest) || vector.some(Number.isNaN)) return undefined
  const scale = Number((largest / most).toPrecision(6))
  const bytes = Int8Array.from(vector, (member) =>
    scale === 0 ? 0 : Math.max(-most, Math.min(most, Math.round(member / scale))),
  )
  return `${scale}:${Buffer.from(bytes.buffer).toString('base64')}`
}

/** The vector that came of it; `undefined` when it is none. */
export function growVector(kept: JsonValue): readonly number[] | undefined {
  const [, digits, base64] = typeof kept === 'string' ? (/^([\d.e+-]+):([\w+/]+=*)$/.exec(kept) ?? []) : []
  const scale = Number(digits)
  if (base64 === undefined || !Number.isFinite(scale)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  return Array.from(new Int8Array(bytes), (member) => member * scale)
}
