import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scoreSchema } from '../../src/core/score.ts'
import type { Scorer, ScorerContext } from '../../src/scorers/scorer.ts'
import { contextFor, type Given, run } from './run.ts'

export interface ScorerContract {
  name: string
  threshold: number
  /** Makes the scorer with its defaults. */
  make: () => Scorer
  /** Called in each test; default: a context whose model is never asked. */
  context?: () => Promise<ScorerContext> | ScorerContext
  right: Given
  wrong: Given
  /** Can it judge a row without `expected`? Default false. */
  needsNoExpected?: boolean
}

/** What every built-in scorer must do; call it once in the scorer's own test file. */
export function scorerContract(contract: ScorerContract): void {
  const { name, threshold, make, right, wrong, needsNoExpected = false } = contract
  const context = contract.context ?? (() => contextFor().context)

  describe(`${name} as a scorer`, () => {
    test('has its name and threshold', async () => {
      const { scorerName, threshold: least } = make()
      expect([scorerName, least]).toEqual([name, threshold])
      const outcome = await run(make(), right, await context())
      expect(outcome).toMatchObject({ ok: true, score: { name, threshold } })
    })

    test('lets the right output pass and not the wrong one, and says why', async () => {
      const good = await run(make(), right, await context())
      const bad = await run(make(), wrong, await context())
      if (!good.ok || !bad.ok) throw new Error('expected scores')
      expect(good.score.score).toBeGreaterThanOrEqual(threshold)
      expect(bad.score.score).toBeLessThan(threshold)
      expect(bad.score.feedback).toBeTruthy()
    })

    test('gives the same score each time', async () => {
      const scorer = make()
      const first = await run(scorer, wrong, await context())
      await run(scorer, right, await context())
      expect(await run(scorer, wrong, await context())).toEqual(first)
    })

    if (!needsNoExpected)
      test('without `expected`: an error that names the field and the case', async () => {
        const outcome = await run(make(), { output: right.output }, await context())
        expect(outcome).toMatchObject({ ok: false, error: { kind: 'scorer' } })
        const message = outcome.ok ? '' : outcome.error.message
        for (const part of [`"${name}"`, '"expected"', '"case-1"']) expect(message).toContain(part)
      })

    test.each([null, undefined, '', [], {}])('an output of %j is judged, not thrown at', async (output) => {
      const outcome = await run(make(), { output, expected: right.expected }, await context())
      expect(outcome.ok).toBe(true)
    })

    test('never throws; its score is in [0, 1] and its feedback short, whatever comes', async () => {
      const shared = await context()
      await fc.assert(
        fc.asyncProperty(fc.anything(), fc.anything(), async (output, expected) => {
          const outcome = await run(make(), { output, expected }, shared)
          if (outcome.ok) {
            expect(scoreSchema.safeParse(outcome.score).error).toBeUndefined()
            expect(outcome.score.feedback?.length ?? 0).toBeLessThanOrEqual(1000)
          } else {
            expect(outcome.error).toMatchObject({
              kind: 'scorer',
              message: expect.stringContaining(`"${name}"`),
            })
          }
        }),
        { numRuns: contract.context ? 20 : 200 },
      )
    })
  })
}
