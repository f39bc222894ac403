import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { orderByLikeness } from '../../../src/diagnosis/clusters/order-by-likeness.ts'
import { sampleGroups } from '../../../src/diagnosis/clusters/sample-groups.ts'
import { dot, toUnit } from '../../../src/diagnosis/clusters/vector.ts'

const oracleSchema = z.object({
  cases: z.array(
    z.object({
      emb: z.array(z.array(z.number())),
      sample_idx: z.array(z.int()),
      sims: z.array(z.number()),
      order: z.array(z.int()),
      ties: z.boolean(),
    }),
  ),
})

describe('orderByLikeness', () => {
  const { cases } = oracleSchema.parse(
    JSON.parse(readFileSync(new URL('../oracles/cosine_order.json', import.meta.url), 'utf8')),
  )

  test.each(cases)(
    'as the released code orders sample $sample_idx',
    ({ emb, sample_idx, sims, order, ties }) => {
      const vectors = emb.map(toUnit)
      const ordered = orderByLikeness(vectors, sample_idx)
      if (!ties) expect(ordered).toEqual(order)
      expect([...ordered].sort()).toEqual([...order].sort())
      const likeness = (rows: readonly number[]) =>
        rows.map((row) => dot(vectors[row] ?? toUnit([]), vectors[sample_idx[0] ?? 0] ?? toUnit([])))
      const expected = [...sims].sort((a, b) => b - a)
      likeness(ordered).forEach((value, place) => {
        expect(value).toBeCloseTo(expected[place] ?? Number.NaN, 5)
      })
    },
  )

  test('the first stays in front of its equals, which keep their order', () => {
    const vectors = [
      [0, 1],
      [1, 0],
      [1, 0],
      [2, 0],
      [0, 0],
    ].map(toUnit)
    expect(orderByLikeness(vectors, [3, 0, 2, 1, 4])).toEqual([3, 2, 1, 0, 4])
  })
})

describe('sampleGroups', () => {
  const circle = (count: number) =>
    Array.from({ length: count }, (_, n) => toUnit([Math.cos(n), Math.sin(n)]))
  const counts = (groups: readonly number[], rows: readonly number[]) =>
    [...new Set(groups)].map((group) => rows.filter((row) => groups[row] === group).length)

  test('of each group as many as of any other, as far as there are so many', () => {
    const groups = [...Array(80).fill(0), ...Array(15).fill(1), 2, 2, 3]
    const rows = sampleGroups(circle(98), groups, { size: 30, seed: 1 })
    expect(counts(groups, rows)).toEqual([14, 13, 2, 1])
    expect(new Set(rows).size).toBe(30)
  })

  test('all of them when there are no more; none of none', () => {
    const rows = sampleGroups(circle(5), [0, 1, 0, 1, 2], { size: 100, seed: 1 })
    expect([...rows].sort()).toEqual([0, 1, 2, 3, 4])
    expect(sampleGroups([], [], { size: 10, seed: 1 })).toEqual([])
  })

  test('in the order of likeness to the first, which is of the largest group', () => {
    const vectors = circle(40)
    const groups = vectors.map((_, row) => (row < 25 ? 0 : row % 4))
    const rows = sampleGroups(vectors, groups, { size: 20, seed: 4 })
    expect(groups[rows[0] ?? -1]).toBe(0)
    expect(rows).toEqual(orderByLikeness(vectors, rows))
  })

  test('the seed decides, and the order of the rows does not', () => {
    const vectors = circle(60)
    const groups = vectors.map((_, row) => row % 3)
    const sample = (order: readonly number[], seed: number) =>
      sampleGroups(
        order.flatMap((row) => vectors[row] ?? []),
        order.map((row) => groups[row] ?? 0),
        { size: 12, seed },
      ).map((place) => order[place])
    const inOrder = vectors.map((_, row) => row)
    fc.assert(
      fc.property(fc.shuffledSubarray(inOrder, { minLength: 60 }), (order) => {
        expect(sample(order, 7)).toEqual(sample(inOrder, 7))
      }),
      { numRuns: 20 },
    )
    expect(sample(inOrder, 8)).not.toEqual(sample(inOrder, 7))
  })
})
