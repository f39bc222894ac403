import { endianness } from 'node:os'

/** A vector in single precision, as base64: a quarter of what its digits would take. */
export function keepVector(vector: readonly number[]): string {
  const bytes = Buffer.from(Float32Array.from(vector).buffer)
  return (endianness() === 'LE' ? bytes : bytes.swap32()).toString('base64')
}

/** `undefined` when it is none. */
export function recallVector(answer: unknown): readonly number[] | undefined {
  if (typeof answer !== 'string') return undefined
  const bytes = Buffer.from(answer, 'base64')
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
}
