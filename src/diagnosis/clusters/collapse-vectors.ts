import { hash } from 'node:crypto'
import { compareText } from '../../core/compare-text.ts'
import type { UnitVector } from './vector.ts'

/** Vectors without their duplicates. */
export interface DistinctVectors {
  /** In an order that depends on their members only, not on that of the rows. */
  readonly points: readonly UnitVector[]
  /** How many rows each point stands for. */
  readonly weights: readonly number[]
  /** The point of each row. */
  readonly pointOf: readonly number[]
}

/**
 * Equal vectors become one point. A vector with a member that is no number counts as one without direction, and a short one as
 * if it ended in zeros.
 */
export function collapseVectors(vectors: readonly UnitVector[]): DistinctVectors {
  const length = vectors.reduce((most, vector) => Math.max(most, vector.length), 0)
  const byKey = new Map<string, Distinct>()
  // The vector of a text that occurs many times is one object.
  const seen = new Map<UnitVector, Distinct>()
  vectors.forEach((vector, row) => {
    const same = seen.get(vector)
    if (same) {
      same.rows.push(row)
      return
    }
    const point = plain(vector, length)
    const key = hash('sha1', new Uint8Array(point.buffer, point.byteOffset, point.byteLength), 'hex')
    const distinct = byKey.get(key) ?? { point, rows: [] }
    distinct.rows.push(row)
    byKey.set(key, distinct)
    seen.set(vector, distinct)
  })
  const distinct = [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, entry]) => entry)
  const pointOf: number[] = vectors.map(() => 0)
  distinct.forEach(({ rows }, place) => {
    for (const row of rows) pointOf[row] = place
  })
  return {
    points: distinct.map(({ point }) => point),
    weights: distinct.map(({ rows }) => rows.length),
    pointOf,
  }
}

interface Distinct {
  readonly point: UnitVector
  readonly rows: number[]
}

/** The vector itself where nothing is to be mended; -0 becomes 0, which it is for every distance. */
function plain(vector: UnitVector, length: number): UnitVector {
  const sound = vector.every((value) => Number.isFinite(value) && !Object.is(value, -0))
  if (sound && vector.length === length) return vector
  if (!vector.every(Number.isFinite)) return new Float32Array(length)
  return Float32Array.from({ length }, (_, index) => (vector[index] ?? 0) + 0)
}
