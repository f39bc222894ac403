/** A vector of length 1, or all zeros when it has no direction. Cosine similarity of two such vectors is their dot product. */
export type UnitVector = Float32Array

export function toUnit(values: ArrayLike<number>): UnitVector {
  let largest = 0
  for (let index = 0; index < values.length; index++)
    largest = Math.max(largest, Math.abs(values[index] ?? 0))
  if (largest === 0) return new Float32Array(values.length)
  // Scaled by the largest member first: squares of very large or very small members would leave the number range.
  let squares = 0
  for (let index = 0; index < values.length; index++) squares += ((values[index] ?? 0) / largest) ** 2
  const length = Math.sqrt(squares)
  return Float32Array.from(values, (value) => value / largest / length)
}

export function dot(a: UnitVector, b: UnitVector): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

/** 1 - cosine similarity, in [0, 2]; a vector without direction is 1 away from every other. */
export function cosineDistance(a: UnitVector, b: UnitVector): number {
  return Math.min(2, Math.max(0, 1 - dot(a, b)))
}

/** The direction of the weighted sum of unit vectors. */
export function centroidOf(vectors: readonly UnitVector[], weights?: readonly number[]): UnitVector {
  const sum = new Float64Array(vectors[0]?.length ?? 0)
  vectors.forEach((vector, row) => {
    const weight = weights?.[row] ?? 1
    for (let index = 0; index < sum.length; index++)
      sum[index] = (sum[index] ?? 0) + weight * (vector[index] ?? 0)
  })
  return toUnit(sum)
}
