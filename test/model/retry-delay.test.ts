import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/core/random.ts'
import { retryAfter, retryDelay } from '../../src/model/retry-delay.ts'

const now = Date.parse('2026-01-01T00:00:00Z')

describe('what the server asks for', () => {
  test.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': ' 1.5 ' }, 1_500],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, 5_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{}, undefined],
  ])('%j', (headers, milliseconds) => {
    expect(retryAfter(new Headers(headers), now)).toBe(milliseconds)
  })

  test('is honoured beyond the own cap, up to two minutes', () => {
    const random = createRandom(1)
    expect(retryDelay(0, 90_000, random)).toBe(90_000)
    expect(retryDelay(0, 86_400_000, random)).toBe(120_000)
  })
})

test('else between 0 and a bound that doubles up to 30 seconds, the same for the same seed', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.integer(), (retry, seed) => {
      const delay = retryDelay(retry, undefined, createRandom(seed))
      expect(delay).toBeGreaterThanOrEqual(0)
      expect(delay).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** retry))
      expect(retryDelay(retry, undefined, createRandom(seed))).toBe(delay)
    }),
  )
})

test('the jitter uses the whole range', () => {
  const random = createRandom(7)
  const delays = Array.from({ length: 200 }, () => retryDelay(3, undefined, random) / 4_000)
  expect(Math.min(...delays)).toBeLessThan(0.1)
  expect(Math.max(...delays)).toBeGreaterThan(0.9)
})
