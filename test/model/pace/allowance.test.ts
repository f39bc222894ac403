import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAllowance } from '../../../src/model/pace/allowance.ts'
import { readRateHeaders } from '../../../src/model/pace/rate-headers.ts'

/** A server that fills its limit all the time, or anew at the end of each window. */
function createLimiter(kind: 'filling' | 'windows', limit: number, period: number) {
  let level = limit
  let at = 0
  return (now: number) => {
    if (kind === 'filling') level = Math.min(limit, level + ((now - at) * limit) / period)
    else if (Math.floor(now / period) > Math.floor(at / period)) level = limit
    at = now
    const taken = level >= 1
    if (taken) level -= 1
    const remaining = Math.floor(level)
    const reset = kind === 'filling' ? ((limit - level) * period) / limit : period - (now % period)
    return { taken, sign: { limit, remaining, reset } }
  }
}

/** Calls as fast as the allowance lets them go, one at a time, with a latency. */
function run(kind: 'filling' | 'windows', limit: number, latency: number, calls: number) {
  const server = createLimiter(kind, limit, 60_000)
  const allowance = createAllowance()
  let now = 0
  let refused = 0
  for (let done = 0; done < calls; ) {
    now += allowance.wait(1, now)
    allowance.spend(1, now)
    const spent = allowance.spent()
    const { taken, sign } = server(now)
    now += latency
    allowance.learn(sign, spent, now)
    if (taken) done += 1
    else refused += 1
  }
  return { refused, minutes: now / 60_000 }
}

describe('what the server says is left', () => {
  test.each(['filling', 'windows'] as const)('is kept to without refusals and without loss: %s', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 3_000 }), fc.integer({ min: 1, max: 15 }), (limit, latency) => {
        const { refused, minutes } = run(kind, limit, latency, limit * 3)
        // Until two moments of reset were seen, a window may look like a limit that is filled all the time.
        expect(refused).toBeLessThanOrEqual(3 + limit * 3 * 0.01)
        // One limit's worth at once, two more as they come.
        expect(minutes).toBeLessThan(2.4 + (limit * latency) / 60_000)
      }),
      { numRuns: 30 },
    )
  })

  test('counts what was sent since the call that tells it', () => {
    const allowance = createAllowance()
    allowance.spend(1, 0)
    const spent = allowance.spent()
    allowance.spend(4, 0)
    allowance.learn({ limit: 100, remaining: 4, reset: 60_000 }, spent, 0)
    expect(allowance.wait(1, 0)).toBeGreaterThan(0)
    allowance.learn({ limit: 100, remaining: 5, reset: 60_000 }, spent, 0)
    expect(allowance.wait(1, 0)).toBe(0)
  })
})

describe('readRateHeaders', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  test.each([
    ['20ms', 20],
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['2m59.56s', 179_560],
    ['1h0m1s', 3_601_000],
    ['30', 30_000],
    ['0.5', 500],
    [String(now / 1_000 + 3), 3_000],
    ['2026-01-01T00:00:07Z', 7_000],
    ['Thu, 01 Jan 2026 00:00:08 GMT', 8_000],
    ['2025-01-01T00:00:00Z', 0],
  ])('reads a reset of %s', (text, expected) => {
    const headers = new Headers({
      'x-ratelimit-remaining-tokens': '7',
      'x-ratelimit-limit-tokens': '10',
      'x-ratelimit-reset-tokens': text,
    })
    const sign = readRateHeaders(headers, now)?.tokens
    expect(sign).toMatchObject({ limit: 10, remaining: 7 })
    expect(sign?.reset).toBeCloseTo(expected, 3)
  })

  test.each([['soon'], ['-1'], ['']])('takes nothing from a reset of "%s"', (text) => {
    const headers = new Headers({ 'x-ratelimit-remaining-requests': '7', 'x-ratelimit-reset-requests': text })
    expect(readRateHeaders(headers, now)).toBeUndefined()
  })
})
