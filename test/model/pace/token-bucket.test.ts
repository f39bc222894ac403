import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenBucket } from '../../../src/model/pace/token-bucket.ts'

/** When each amount goes that asks at these moments, one behind the other. */
function goings(perMinute: number, asks: readonly { gap: number; amount: number }[]) {
  const bucket = createTokenBucket(perMinute, 0)
  let now = 0
  return asks.map(({ gap, amount }) => {
    now += gap
    now += bucket.wait(amount, now)
    bucket.take(amount, now)
    return { at: now, amount }
  })
}

test('no minute holds more requests than allowed, however they come', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })), { maxLength: 200 }),
      fc.integer({ min: 0, max: 400 }),
      (perMinute, gaps, more) => {
        const asks = [...gaps, ...Array.from({ length: more }, () => 0)]
        const at = goings(
          perMinute,
          asks.map((gap) => ({ gap, amount: 1 })),
        ).map((going) => going.at)
        for (const [index, first] of at.entries()) {
          const after = at[index + perMinute]
          if (after !== undefined) expect(after - first).toBeGreaterThanOrEqual(60_000 - 1)
        }
      },
    ),
  )
})

test('a busy hour uses at least 98 in 100 of what is allowed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 3_000 }), (perMinute) => {
      const asks = Array.from({ length: perMinute * 3 }, () => ({ gap: 0, amount: 1 }))
      const last = goings(perMinute, asks).at(-1)
      expect(last?.at).toBeLessThan((3 * 60_000) / 0.98)
    }),
    { numRuns: 20 },
  )
})

test('amounts above the burst go too, and are paid for later', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 100_000 }),
      fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 2, maxLength: 50 }),
      (perMinute, amounts) => {
        const went = goings(
          perMinute,
          amounts.map((amount) => ({ gap: 0, amount })),
        )
        const last = went.at(-1)
        const before = amounts.slice(0, -1).reduce((sum, amount) => sum + amount, 0)
        // All but the last have been paid for when it goes, save for one burst.
        expect(last?.at).toBeGreaterThanOrEqual(((before - perMinute / 100 - 1) / perMinute) * 60_000 - 1)
      },
    ),
  )
})

test('what was not used is given back, and what was used beyond is waited for', () => {
  const bucket = createTokenBucket(6_000, 0)
  bucket.take(60, 0)
  bucket.giveBack(60)
  expect(bucket.wait(60, 0)).toBe(0)
  bucket.giveBack(-1_000)
  expect(bucket.wait(60, 0)).toBeGreaterThan(9_000)
})
