import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/core/random.ts'
import { mcnemarExact } from '../../../src/core/statistics/mcnemar-exact.ts'
import { pairedBootstrap } from '../../../src/core/statistics/paired-bootstrap.ts'
import { sampleDeviation } from '../../../src/core/statistics/sample-deviation.ts'
import { wilsonInterval } from '../../../src/core/statistics/wilson-interval.ts'

const count = (most: number) => fc.integer({ min: 0, max: most })
const range = (length: number) => Array.from({ length }, (_, index) => index)

describe('the exact McNemar test', () => {
  test.each([
    [1, 8, 0.0390625],
    [0, 5, 0.0625],
    [0, 6, 0.03125],
    [2, 10, 0.03857421875],
    [12, 3, 0.03515625],
    [4, 4, 1],
    [0, 0, 1],
    // Agresti's approval ratings, as R's exact2x2 has it.
    [86, 150, 3.716e-5],
  ])('%i against %i: %f', (fixed, broken, p) => {
    expect(mcnemarExact(fixed, broken)).toBeCloseTo(p, 5)
  })

  test('agrees with counting every way that the changes could have gone', () => {
    for (let changed = 1; changed <= 12; changed++) {
      const bits = range(2 ** changed).map((way) => way.toString(2).replaceAll('0', '').length)
      for (let fixed = 0; fixed <= changed; fixed++) {
        const uneven = Math.abs(2 * fixed - changed)
        const ways = bits.filter((ones) => Math.abs(2 * ones - changed) >= uneven).length
        expect(mcnemarExact(fixed, changed - fixed)).toBeCloseTo(ways / 2 ** changed, 12)
      }
    }
  })

  test('is a probability, takes either order, and falls as the split grows more uneven', () => {
    fc.assert(
      fc.property(count(3_000), count(3_000), (fixed, broken) => {
        const p = mcnemarExact(fixed, broken)
        expect(p).toBeGreaterThan(0)
        expect(p).toBeLessThanOrEqual(1)
        expect(mcnemarExact(broken, fixed)).toBe(p)
        if (fixed >= broken && broken > 0) {
          expect(mcnemarExact(fixed + 1, broken - 1)).toBeLessThanOrEqual(p)
        }
      }),
    )
  })

  test('holds where the single ways are too many for a number', () => {
    expect(mcnemarExact(5_000, 5_000)).toBe(1)
    // 2 standard deviations off the middle, with continuity correction: 2 * (1 - Phi(1.99)).
    expect(mcnemarExact(5_100, 4_900)).toBeCloseTo(0.0466, 3)
    expect(mcnemarExact(10_000, 0)).toBeGreaterThan(0)
  })
})

describe("Wilson's interval", () => {
  // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i: %f to %f', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  test('its ends are the rates at which the count lies just z deviations off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(), (trials, pick) => {
        const successes = pick % (trials + 1)
        const rate = successes / trials
        for (const end of Object.values(wilsonInterval(successes, trials, 2))) {
          if (end === 0 || end === 1) continue
          expect(Math.abs(rate - end) / Math.sqrt((end * (1 - end)) / trials)).toBeCloseTo(2, 6)
        }
      }),
    )
  })

  test('holds the rate, stays in [0, 1], mirrors, and is everything without a trial', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(), (trials, pick) => {
        const successes = pick % (trials + 1)
        const { low, high } = wilsonInterval(successes, trials)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(successes / trials)
        expect(high).toBeGreaterThanOrEqual(successes / trials)
        const mirrored = wilsonInterval(trials - successes, trials)
        expect(mirrored.low).toBeCloseTo(1 - high, 12)
      }),
    )
  })
})

describe('the paired bootstrap', () => {
  const differences = fc.array(fc.constantFrom(-1, -0.5, -0.1, 0, 0, 0.2, 0.3, 1), {
    minLength: 1,
    maxLength: 40,
  })

  test('agrees with going through every resample', () => {
    for (const pairs of [
      [1, 0, 0, 0, -1],
      [0.5, 1, -0.25, 0, 0.75],
      [1, 1, 1, 0, 0, 0],
    ]) {
      const size = pairs.length
      const means = range(size ** size).map(
        (way) =>
          range(size).reduce((sum, at) => sum + (pairs[Math.floor(way / size ** at) % size] ?? 0), 0) / size,
      )
      const share = (is: (mean: number) => boolean) => means.filter(is).length / means.length
      const { low, high } = pairedBootstrap(pairs)
      // An end is a quantile: no more than 2.5 % lies beyond it, and no less than that beyond the next one.
      const slack = 0.005
      expect(share((mean) => mean < low - 1e-9)).toBeLessThan(0.025 + slack)
      expect(share((mean) => mean < low + 1e-9)).toBeGreaterThan(0.025 - slack)
      expect(share((mean) => mean > high + 1e-9)).toBeLessThan(0.025 + slack)
      expect(share((mean) => mean > high - 1e-9)).toBeGreaterThan(0.025 - slack)
    }
  })

  test('comes to the interval of the normal distribution where there are many pairs', () => {
    const random = createRandom(4)
    const many = range(4_000).map(() => random.next() - 0.4)
    const half = (1.96 * (sampleDeviation(many) ?? 0)) / Math.sqrt(many.length)
    const { mean, low, high, cases } = pairedBootstrap(many)
    expect(cases).toBe(4_000)
    expect(low).toBeCloseTo(mean - half, 3)
    expect(high).toBeCloseTo(mean + half, 3)
  })

  test('without a true gain its low end is rarely above 0', () => {
    const random = createRandom(11)
    const above = range(400).filter((trial) => {
      const pairs = range(40).map(() => {
        const luck = random.next()
        return luck < 0.1 ? 1 : luck < 0.2 ? -1 : 0
      })
      return pairedBootstrap(pairs, { seed: trial, resamples: 400 }).low > 0
    })
    expect(above.length / 400).toBeLessThan(0.045)
  })

  test('is the same for the same pairs in any order, holds their mean, and stays within them', () => {
    fc.assert(
      fc.property(differences, fc.integer(), (pairs, seed) => {
        const options = { seed, resamples: 500 }
        const interval = pairedBootstrap(pairs, options)
        expect(pairedBootstrap(createRandom(seed).shuffle(pairs), options)).toEqual(interval)
        expect(interval.mean).toBeCloseTo(
          pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length,
          9,
        )
        expect(interval.low).toBeLessThanOrEqual(interval.mean)
        expect(interval.high).toBeGreaterThanOrEqual(interval.mean)
        expect(interval.low).toBeGreaterThanOrEqual(Math.min(...pairs))
        expect(interval.high).toBeLessThanOrEqual(Math.max(...pairs))
      }),
      { numRuns: 50 },
    )
  })

  test('takes another course with another seed, to nearly the same end', () => {
    const random = createRandom(3)
    const pairs = range(60).map(() => random.next() - 0.45)
    const [one, two] = [pairedBootstrap(pairs, { seed: 1 }), pairedBootstrap(pairs, { seed: 2 })]
    expect(one.low).not.toBe(two.low)
    expect(one.low).toBeCloseTo(two.low, 2)
  })

  test('is narrower with less confidence', () => {
    const pairs = range(60).map((at) => Math.sin(at * at))
    const [narrow, wide] = [0.8, 0.99].map((confidence) => pairedBootstrap(pairs, { confidence }))
    expect((narrow?.high ?? 0) - (narrow?.low ?? 0)).toBeLessThan((wide?.high ?? 0) - (wide?.low ?? 0))
  })

  test('of pairs that all changed alike is that change', () => {
    expect(pairedBootstrap([0.25, 0.25, 0.25])).toEqual({ mean: 0.25, low: 0.25, high: 0.25, cases: 3 })
    expect(pairedBootstrap(Array.from({ length: 100_000 }, () => 0)).high).toBe(0)
  })

  test('adds fractions without leaving a rest: what comes to 0 is 0', () => {
    expect(pairedBootstrap([0.1, 0.2, -0.3])).toMatchObject({ mean: 0, cases: 3 })
    expect(pairedBootstrap([])).toEqual({ mean: 0, low: 0, high: 0, cases: 0 })
    expect(Object.is(pairedBootstrap([-0, -1e-15]).low, 0)).toBe(true)
  })
})

test('the deviation of a sample', () => {
  expect(sampleDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12)
  expect(sampleDeviation([0.5, 0.5, 0.5])).toBe(0)
  expect(sampleDeviation([1])).toBeNull()
})
