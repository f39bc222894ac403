import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adjustedRandIndex, vMeasure } from './agreement.ts'

describe('how well two groupings agree', () => {
  test('adjusted Rand index by hand', () => {
    // Pairs in both: 1; in the truth: 2; found: 1; of 6. Expected 2 * 1 / 6 = 1/3, most 3/2: (1 - 1/3) / (3/2 - 1/3) = 4/7.
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(4 / 7, 12)
    // Pairs in both: 2; in each 6; of 15. Expected 36 / 15 = 2.4, most 6: (2 - 2.4) / (6 - 2.4) = -1/9.
    expect(adjustedRandIndex([0, 0, 0, 1, 1, 1], [0, 0, 1, 0, 1, 1])).toBeCloseTo(-1 / 9, 12)
    expect(adjustedRandIndex([0, 0, 0, 0], [0, 1, 2, 3])).toBe(0)
  })

  test('V-measure by hand', () => {
    // Entropies in bits: truth 1, found 1.5, shared 1. Homogeneity 1, completeness 2/3: 2 * (2/3) / (5/3) = 0.8.
    expect(vMeasure([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(0.8, 12)
    // Truth 1, found 2, shared 1: homogeneity 1, completeness 1/2.
    expect(vMeasure([0, 0, 1, 1], [0, 1, 2, 3])).toBeCloseTo(2 / 3, 12)
    // Nothing shared.
    expect(vMeasure([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(0, 12)
    expect(vMeasure([0, 0, 1, 1], [0, 0, 0, 0])).toBe(0)
  })

  test('the same groups under any names agree fully, and the order of the two does not matter', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(
        labels,
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 30, maxLength: 30 }),
        (a, b) => {
          const renamed = a.map((label) => `group ${7 - label}`)
          expect(adjustedRandIndex(a, renamed)).toBe(1)
          expect(vMeasure(a, renamed)).toBeCloseTo(1, 9)
          const other = b.slice(0, a.length)
          expect(adjustedRandIndex(a, other)).toBeCloseTo(adjustedRandIndex(other, a), 9)
          expect(vMeasure(a, other)).toBeCloseTo(vMeasure(other, a), 9)
        },
      ),
    )
  })
})
