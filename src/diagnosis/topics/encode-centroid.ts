import { toUnit, type UnitVector } from '../clusters/vector.ts'

const largest = 127

/** A direction with 8 bits a member, in base64 (2 KB for 1,536 members): near enough to know a topic again. */
export function encodeCentroid(vector: UnitVector): string {
  const scale = largest / vector.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE)
  const members = Int8Array.from(vector, (value) => Math.round(value * scale))
  return Buffer.from(members.buffer).toString('base64')
}

/** The direction that `encodeCentroid` wrote, of length 1; zeros for one without direction. */
export function decodeCentroid(text: string): UnitVector {
  const bytes = Buffer.from(text, 'base64')
  return toUnit(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length))
}
