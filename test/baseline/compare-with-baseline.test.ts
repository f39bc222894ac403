import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareWithBaseline } from '../../src/baseline/compare-with-baseline.ts'
import type { CaseResult } from '../../src/core/case-result.ts'
import { baselineComparisonSchema } from '../../src/core/comparison.ts'
import { createRandom } from '../../src/core/random.ts'
import { anyOutcomes, baselineWith, many, outcome } from './outcomes.ts'

const options = { source: 'main.json', partial: false }

const compare = (now: readonly CaseResult[], base: readonly CaseResult[], more = {}) =>
  compareWithBaseline(now, baselineWith(base), { ...options, ...more })

describe('a comparison with the baseline', () => {
  test('tells what became of each case', () => {
    const base = [
      outcome('held', 'passed'),
      outcome('broken', 'passed'),
      outcome('mended', 'failed'),
      outcome('bad', 'failed'),
      outcome('dropped', 'passed'),
      outcome('paused', 'passed'),
      outcome('unreachable', 'passed'),
    ]
    const now = [
      outcome('fresh and failing', 'failed'),
      outcome('bad', 'failed'),
      outcome('mended', 'passed'),
      outcome('broken', 'failed'),
      outcome('held', 'passed'),
      outcome('paused', 'skipped'),
      outcome('unreachable', 'error'),
    ]
    expect(compare(now, base)).toMatchObject({
      source: 'main.json',
      newlyFailing: ['broken'],
      fixed: ['mended'],
      stillFailing: ['bad'],
      added: ['fresh and failing'],
      removed: ['dropped'],
      passRate: { now: 0.5, base: 0.5, mean: 0, cases: 4 },
      significance: {
        verdict: 'insufficient-data',
        discordant: 2,
        words: '1 newly failing, 1 fixed of 4 cases: insufficient data (2 changed, 6 needed)',
      },
    })
  })

  test('says nothing of missing cases after a run of a part', () => {
    expect(compare([outcome('a', 'passed')], many('c', 3, 'passed'), { partial: true }).removed).toEqual([])
  })

  test('tells whether the prompt changed, where both hashes are known', () => {
    const prompt = { file: 'desk.prompt.md', hash: 'abcdef123456' }
    const changed = (promptHash: string | undefined, known = true) =>
      compareWithBaseline([], baselineWith([], known ? { prompt } : {}), { ...options, promptHash })
        .promptChanged
    expect(changed('abcdef123456')).toBe(false)
    expect(changed('abcdef123456ff')).toBe(false)
    expect(changed('123456abcdef')).toBe(true)
    expect(changed(undefined)).toBeUndefined()
    expect(changed('abcdef123456', false)).toBeUndefined()
  })

  // Exact McNemar tests, by the binomial distribution.
  test.each([
    [
      0,
      0,
      'insufficient-data',
      'no verdict changed in 20 cases: insufficient data for a test (6 changed cases needed)',
    ],
    [
      5,
      0,
      'insufficient-data',
      '5 newly failing, 0 fixed of 25 cases: insufficient data (5 changed, 6 needed)',
    ],
    [6, 0, 'regression', '6 newly failing, 0 fixed of 26 cases: a significant drop (p = 0.031)'],
    [0, 6, 'improvement', '0 newly failing, 6 fixed of 26 cases: a significant gain (p = 0.031)'],
    [7, 1, 'no-change', '7 newly failing, 1 fixed of 28 cases: no significant change (p = 0.07)'],
    [8, 1, 'regression', '8 newly failing, 1 fixed of 29 cases: a significant drop (p = 0.039)'],
    [20, 0, 'regression', '20 newly failing, 0 fixed of 40 cases: a significant drop (p < 0.001)'],
    [4, 4, 'no-change', '4 newly failing, 4 fixed of 28 cases: no significant change (p = 1)'],
  ])('%i broken and %i fixed: %s', (broken, fixed, verdict, words) => {
    const same = many('same', 20, 'passed')
    const base = [...same, ...many('b', broken, 'passed'), ...many('f', fixed, 'failed')]
    const now = [...same, ...many('b', broken, 'failed'), ...many('f', fixed, 'passed')]
    const { significance, scoreSignificance } = compare(now, base)
    expect(significance).toMatchObject({ verdict, words, discordant: broken + fixed })
    expect(scoreSignificance).toBeUndefined()
  })

  test('scores that say more than the verdicts are judged by their interval', () => {
    const base = many('c', 30, 'passed', 0.9)
    const dropped = compare(many('c', 30, 'passed', 0.8), base)
    expect(dropped.significance.verdict).toBe('insufficient-data')
    expect(dropped.score).toMatchObject({ base: expect.closeTo(0.9), now: expect.closeTo(0.8) })
    expect(dropped.scoreSignificance).toEqual({
      verdict: 'regression',
      changed: 30,
      words: 'score -0.100, 95 % interval -0.100 to -0.100: a significant drop',
    })
    const mixed = [...many('c', 15, 'passed', 0.8), ...many('c', 30, 'passed', 1).slice(15)]
    expect(compare(mixed, base).scoreSignificance).toMatchObject({ verdict: 'no-change' })
    const few = [...many('c', 5, 'passed', 0.1), ...base.slice(5)]
    expect(compare(few, base).scoreSignificance).toMatchObject({ verdict: 'insufficient-data', changed: 5 })
  })

  test('is data that its schema takes, in any order of the cases the same, and finds nothing against itself', () => {
    fc.assert(
      fc.property(anyOutcomes, anyOutcomes, fc.integer(), (now, base, seed) => {
        const comparison = compare(now, base)
        expect(baselineComparisonSchema.parse(comparison)).toEqual(comparison)
        const shuffled = compare(createRandom(seed).shuffle(now), createRandom(seed).shuffle(base))
        const sorted = ({ newlyFailing, fixed, stillFailing, added, ...rest }: typeof comparison) => ({
          ...rest,
          ids: [newlyFailing, fixed, stillFailing, added].map((ids) => [...ids].sort()),
        })
        expect(sorted(shuffled)).toEqual(sorted(comparison))
        const itself = compare(now, now)
        expect(itself).toMatchObject({ newlyFailing: [], fixed: [], added: [], removed: [] })
        expect(itself.significance.verdict).toBe('insufficient-data')
      }),
      { numRuns: 60 },
    )
  })

  test('mirrors when now and then change places', () => {
    const mirror = { regression: 'improvement', improvement: 'regression' } as const
    fc.assert(
      fc.property(anyOutcomes, anyOutcomes, (now, base) => {
        const [there, back] = [compare(now, base), compare(base, now)]
        expect(new Set(back.newlyFailing)).toEqual(new Set(there.fixed))
        expect(new Set(back.stillFailing)).toEqual(new Set(there.stillFailing))
        expect(back.significance.pValue).toBe(there.significance.pValue)
        const { verdict } = there.significance
        expect(back.significance.verdict).toBe(
          verdict === 'regression' || verdict === 'improvement' ? mirror[verdict] : verdict,
        )
        expect(back.passRate?.mean ?? 0).toBeCloseTo(-(there.passRate?.mean ?? 0), 9)
      }),
      { numRuns: 60 },
    )
  })

  test('takes no added case for a regression, and counts what the two runs say', () => {
    fc.assert(
      fc.property(anyOutcomes, anyOutcomes, anyOutcomes, (now, base, more) => {
        const ids = new Set([...now, ...base].map(({ id }) => id))
        const added = more.filter(({ id }) => !ids.has(id))
        const [without, withThem] = [compare(now, base), compare([...now, ...added], base)]
        const { added: _, ...rest } = withThem
        expect(rest).toEqual((({ added: __, ...others }) => others)(without))
        const count = (was: string, is: string) =>
          now.filter(
            ({ id, verdict }) => verdict === is && base.some((one) => one.id === id && one.verdict === was),
          ).length
        expect(without.newlyFailing).toHaveLength(count('passed', 'failed'))
        expect(without.fixed).toHaveLength(count('failed', 'passed'))
        expect(without.stillFailing).toHaveLength(count('failed', 'failed'))
        expect(without.passRate?.cases ?? 0).toBe(
          count('passed', 'failed') +
            count('failed', 'passed') +
            count('failed', 'failed') +
            count('passed', 'passed'),
        )
      }),
      { numRuns: 60 },
    )
  })
})
