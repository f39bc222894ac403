import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createServerPause } from '../../../src/model/pace/server-pause.ts'

/** Lets a call go, if it may, and says its number. */
function caller() {
  const pause = createServerPause()
  let number = 0
  return {
    pause,
    go(now: number): number | undefined {
      if (pause.wait(now) > 0) return undefined
      pause.granted(now)
      number += 1
      pause.sent(number)
      return number
    },
  }
}

describe('a server that names a time', () => {
  test('is left alone until then, by all, the first time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (wait, part) => {
          const { pause, go } = caller()
          const first = go(0) ?? 0
          pause.refused(first, wait, 0)
          expect(go(wait * part)).toBeUndefined()
          expect(go(wait)).toBe(first + 1)
        },
      ),
    )
  })

  test('is not trusted with more than two minutes', () => {
    const { pause, go } = caller()
    pause.refused(go(0) ?? 0, 3_600_000, 0)
    expect(pause.wait(0)).toBe(120_000)
  })

  test('is asked again by all when two calls come back that were sent after the refused one', () => {
    const { pause, go } = caller()
    const [refused = 0, second = 0, third = 0] = [go(0), go(0), go(0)]
    pause.refused(refused, 1_000, 1)
    pause.answered(second)
    expect(go(2)).toBeUndefined()
    pause.answered(third)
    expect(go(3)).toBeDefined()
  })

  test('is tried by one call alone in later pauses, and left alone where that is refused', () => {
    const { pause, go } = caller()
    pause.refused(go(0) ?? 0, 1_000, 0)
    pause.refused(go(1_000) ?? 0, 1_000, 1_000)
    expect(go(1_050)).toBeUndefined()
    const probe = go(1_101)
    expect(probe).toBeDefined()
    expect(go(1_102)).toBeUndefined()
    pause.refused(probe ?? 0, 1_000, 1_110)
    for (let now = 1_120; now < 2_110; now += 10) expect(go(now)).toBeUndefined()
    expect(go(2_110)).toBeDefined()
  })

  test('holds back nobody for a single refusal once pauses proved needless, but does for many', () => {
    const { pause, go } = caller()
    pause.refused(go(0) ?? 0, 1_000, 0)
    for (const now of [2_000, 4_000]) {
      pause.refused(go(now) ?? 0, 1_000, now)
      const probe = go(now + 150) ?? 0
      pause.answered(probe)
      expect(go(now + 160)).toBeDefined()
    }
    for (let call = 0; call < 8; call++) pause.answered(go(5_000) ?? 0)
    pause.refused(go(6_000) ?? 0, 1_000, 6_000)
    expect(go(6_001)).toBeDefined()
    for (let call = 0; call < 4; call++) pause.refused(go(6_010) ?? 0, 1_000, 6_010)
    expect(go(6_020)).toBeUndefined()
  })
})
