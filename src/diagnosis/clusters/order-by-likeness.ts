import { dot, type UnitVector } from './vector.ts'

/** Rows from the most to the least like the first of them, by cosine similarity; the first stays in front, and ties keep their order. */
export function orderByLikeness(vectors: readonly UnitVector[], rows: readonly number[]): number[] {
  const [first] = rows
  const front = vectors[first ?? -1]
  if (!front) return [...rows]
  return rows
    .map((row, place) => {
      const vector = vectors[row]
      return {
        row,
        place,
        likeness: place === 0 ? Number.POSITIVE_INFINITY : vector ? dot(vector, front) : 0,
      }
    })
    .sort((a, b) => b.likeness - a.likeness || a.place - b.place)
    .map(({ row }) => row)
}
