import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countNoun } from '../../src/core/count-noun.ts'
import { groupDigits } from '../../src/core/group-digits.ts'

it('writes numbers as en-US does', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer(),
        fc.maxSafeInteger(),
        fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1_000),
      ),
      (value) => {
        expect(groupDigits(value)).toBe(value.toLocaleString('en-US', { maximumFractionDigits: 3 }))
      },
    ),
  )
})

it('counts one thing and several', () => {
  expect([0, 1, 2, 12_000].map((count) => countNoun(count, 'row'))).toEqual([
    '0 rows',
    '1 row',
    '2 rows',
    '12,000 rows',
  ])
})
