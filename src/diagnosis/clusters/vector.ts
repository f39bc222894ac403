/** A vector of length 1, or all zeros when it has no direction. Cosine similarity of two such vectors is their dot product. */
export type UnitVector = Float32Array

/** A vector with a member that is no number has no direction. */
export function toUnit(values: ArrayLike<number>): UnitVector {
  let largest = 0
  for (let index = 0; index < values.length; index++)
    largest = Math.max(largest, Math.abs(values[index] ?? 0))
  if (largest === 0 || !Number.isFinite(largest)) return new Float32Array(values.length)
  // Scaled by the largest member first: squares of very large or very small members would leave the number range.
  let squares = 0
  for (let index = 0; index < values.length; index++) squares += ((values[index] ?? 0) / largest) ** 2
  const length = Math.sqrt(squares)
  const unit = new Float32Array(values.length)
  for (let index = 0; index < unit.length; index++) unit[index] = (values[index] ?? 0) / largest / length
  return unit
}

/** Missing members count as 0. */
export function dot(a: Float32Array, b: Float32Array): number {
  const length = Math.min(a.length, b.length)
  let sum = 0
  for (let index = 0; index < length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

/** 1 - cosine similarity, in [0, 2]; a vector without direction is 1 away from every other. */
export function cosineDistance(a: UnitVector, b: UnitVector): number {
  return Math.min(2, Math.max(0, 1 - dot(a, b)))
}

/** The direction of the weighted sum of unit vectors. */
export function centroidOf(vectors: readonly UnitVector[], weights?: readonly number[]): UnitVector {
  return toUnit(sumOf(vectors, weights))
}

/**
 * The weighted mean of unit vectors, not brought to length 1: the dot product of two such means is the mean cosine similarity
 * over all pairs of their members.
 */
export function meanOf(vectors: readonly UnitVector[], weights?: readonly number[]): Float32Array {
  const total = vectors.reduce((sum, _, row) => sum + (weights?.[row] ?? 1), 0)
  const mean = sumOf(vectors, weights)
  for (let index = 0; index < mean.length; index++)
    mean[index] = (mean[index] ?? 0) / Math.max(total, Number.MIN_VALUE)
  return new Float32Array(mean)
}

function sumOf(vectors: readonly UnitVector[], weights: readonly number[] | undefined): Float64Array {
  const sum = new Float64Array(Math.max(0, ...new Set(vectors.map((vector) => vector.length))))
  vectors.forEach((vector, row) => {
    const weight = weights?.[row] ?? 1
    for (let index = 0; index < vector.length; index++)
      sum[index] = (sum[index] ?? 0) + weight * (vector[index] ?? 0)
  })
  return sum
}
