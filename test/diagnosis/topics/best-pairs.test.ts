import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestPairs } from '../../../src/diagnosis/topics/best-pairs.ts'

/** The largest sum over all ways to pair rows and columns, by trying every one. */
function bestByTrying(similarities: readonly (readonly number[])[], taken = new Set<number>()): number {
  const [row, ...rest] = similarities
  if (!row) return 0
  let best = bestByTrying(rest, taken)
  row.forEach((similarity, column) => {
    if (taken.has(column)) return
    best = Math.max(best, similarity + bestByTrying(rest, new Set([...taken, column])))
  })
  return best
}

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) => {
    const similarity = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }))
    const row = fc.array(similarity, { minLength: columns, maxLength: columns })
    return fc.array(row, { minLength: rows, maxLength: rows })
  })

test('the pairs have the largest sum there is, and nothing is paired twice', () => {
  fc.assert(
    fc.property(matrix, (similarities) => {
      const pairs = bestPairs(similarities)
      const sum = pairs.reduce((total, [row, column]) => total + (similarities[row]?.[column] ?? 0), 0)
      expect(sum).toBeCloseTo(bestByTrying(similarities), 4)
      expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length)
      expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length)
    }),
  )
})

test('the best partner of one may go to another, for the good of both', () => {
  expect(
    bestPairs([
      [0.9, 0.8],
      [0.9, 0],
    ]),
  ).toEqual([
    [0, 1],
    [1, 0],
  ])
})

test('what has nothing in common stays alone', () => {
  expect(
    bestPairs([
      [0, 0],
      [0, 0.4],
    ]),
  ).toEqual([[1, 1]])
  expect(bestPairs([])).toEqual([])
  expect(bestPairs([[], []])).toEqual([])
})
