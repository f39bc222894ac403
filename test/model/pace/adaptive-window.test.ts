import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAdaptiveWindow } from '../../../src/model/pace/adaptive-window.ts'
import { simulate } from './simulated-server.ts'

describe('the window of calls in flight', () => {
  test('is never above the most, never below one, and every call is answered', () => {
    fc.assert(
      fc.property(
        fc.record({
          calls: fc.integer({ min: 1, max: 400 }),
          most: fc.integer({ min: 1, max: 80 }),
          latency: fc.integer({ min: 1, max: 2_000 }),
          inFlight: fc.integer({ min: 1, max: 100 }),
          byChance: fc.double({ min: 0, max: 0.5, noNaN: true }),
          seed: fc.nat(),
        }),
        (server) => {
          const { done, peak, least } = simulate(server)
          expect(done).toBe(server.calls)
          expect(peak).toBeLessThanOrEqual(server.most)
          expect(least).toBeGreaterThanOrEqual(1)
        },
      ),
      { numRuns: 100 },
    )
  })

  test.each([
    { inFlight: 50, most: 200 },
    { inFlight: 50, most: 60 },
    { inFlight: 22, most: 50 },
  ])('finds the $inFlight calls that a server takes at a time, where $most are allowed', (server) => {
    const { refused, inFlight } = simulate({ ...server, calls: 3_000, latency: 500 })
    expect(inFlight).toBeGreaterThan(0.85 * server.inFlight)
    expect(refused).toBeLessThan(0.01)
  })

  test('finds the rate that a server takes', () => {
    const { refused, seconds } = simulate({ calls: 3_000, most: 100, latency: 500, perSecond: 50 })
    expect(seconds).toBeLessThan(3_000 / 50 / 0.95)
    expect(refused).toBeLessThan(0.01)
  })

  test.each([1, 2, 3, 4, 5])('is not narrowed for good by refusals that fall by chance (seed %d)', (seed) => {
    const { inFlight } = simulate({ calls: 5_000, most: 50, latency: 50, byChance: 0.05, seed })
    expect(inFlight).toBeGreaterThan(30)
  })

  test('is cut once for all refusals of one round trip', () => {
    const window = createAdaptiveWindow(20)
    const sent = Array.from({ length: 20 }, (_, index) => window.send(index + 1))
    for (const call of sent) window.refused(call)
    expect(window.size()).toBe(14)
    window.refused(window.send(1))
    expect(window.size()).toBe(9)
  })

  test.each([1, 2, 3, 5])(
    'is seldom refused by a server that takes %d calls at a time, once it knows',
    (inFlight) => {
      const long = simulate({ calls: 4_000, most: 20, latency: 100, inFlight })
      const short = simulate({ calls: 1_000, most: 20, latency: 100, inFlight })
      const refusals = ({ done, refused }: typeof long) => (refused * done) / (1 - refused)
      expect((refusals(long) - refusals(short)) / 3_000).toBeLessThan(0.03)
      expect(long.inFlight).toBeGreaterThan(0.95 * inFlight)
    },
  )

  test('is wide again soon after a time in which everything was refused', () => {
    const window = createAdaptiveWindow(20)
    for (let trip = 0; trip < 15; trip++) window.refused(window.send(window.size()))
    expect(window.size()).toBe(1)
    let answers = 0
    for (; window.size() < 20 && answers < 1_000; answers++) window.answered(window.send(window.size()))
    expect(answers).toBeLessThan(250)
  })
})
