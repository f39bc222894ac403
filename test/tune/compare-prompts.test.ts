import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../../src/core/case-result.ts'
import { comparePrompts } from '../../src/tune/compare-prompts.ts'
import { findRefusal } from '../../src/tune/judge-acceptance.ts'
import { deviationOfMeans } from '../../src/tune/measure-noise.ts'

/** A judged case that passes from 0.5 on, with one scorer or more. */
function judged(
  id: number,
  score: number,
  scores: Record<string, number | null> = { f1: score },
): CaseResult {
  const verdict = score >= 0.5 ? 'passed' : 'failed'
  return {
    ...{ id: `case-${id}`, tags: [], critical: false, usage: {}, verdict, score },
    ...(verdict === 'failed' ? { kind: 'wrong' as const } : {}),
    scores: Object.entries(scores).map(([name, value]) => ({ name, score: value, threshold: 0.5 })),
  }
}

const errored = (id: number): CaseResult => ({
  ...judged(id, 0),
  verdict: 'error',
  score: null,
  scores: [],
  error: { kind: 'server', message: 'down' },
})

const options = { split: 'dev' as const, weights: undefined, seed: 1 }
const results = (scores: readonly number[]) => scores.map((score, index) => judged(index, score))
const repeat = (score: number, times: number) => Array.from({ length: times }, () => score)

test('the gain is told in words, with its interval, what was fixed and broken, and how likely that is by chance', () => {
  const before = results([...repeat(0, 12), ...repeat(1, 3), ...repeat(1, 40), ...repeat(0, 25)])
  const after = results([...repeat(1, 12), ...repeat(0, 3), ...repeat(1, 40), ...repeat(0, 25)])
  const comparison = comparePrompts(before, after, options)
  expect(comparison).toMatchObject({ fixed: 12, broken: 3, score: { cases: 80 } })
  expect(comparison?.pValue).toBeCloseTo(0.03515625, 12)
  expect(comparison?.words).toBe(
    '+11.3 points on dev, 95 % interval +2.5 to +21.3 (12 fixed, 3 broken, p = 0.035)',
  )
  expect(comparePrompts(after, before, { ...options, split: 'test' })?.words).toMatch(
    /^-11\.3 points on test, 95 % interval -21\.3 to -2\.5 \(3 fixed, 12 broken, p = 0\.035\)$/,
  )
})

test.each([
  [results(repeat(0, 30)), results(repeat(1, 30)), /\+100\.0 points.*p < 0\.001\)$/],
  [
    results([1, 0]),
    results([1, 0]),
    /^0\.0 points on dev, 95 % interval 0\.0 to 0\.0 \(0 fixed, 0 broken, p = 1\)$/,
  ],
])('words for the ends of the scale', (before, after, words) => {
  expect(comparePrompts(before, after, options)?.words).toMatch(words)
})

test('only cases that both prompts were judged on count, whatever their order', () => {
  const before = [judged(1, 0), judged(2, 0), errored(3), judged(4, 1)]
  const after = [judged(5, 1), judged(4, 1), judged(3, 1), errored(2), judged(1, 1)]
  expect(comparePrompts(before, after, options)).toMatchObject({
    fixed: 1,
    broken: 0,
    score: { mean: 0.5, cases: 2 },
  })
  expect(comparePrompts([errored(1)], [judged(1, 1)], options)).toBeUndefined()
})

test('single scorers count with their weights', () => {
  const before = [judged(1, 0.5, { f1: 0.2, style: 0.8 }), judged(2, 0.5, { f1: 0.5, style: 0.5 })]
  const after = [judged(1, 0.5, { f1: 0.8, style: 0.2 }), judged(2, 0.5, { f1: 0.5, style: null })]
  const mean = (weights: Record<string, number>) =>
    comparePrompts(before, after, { ...options, weights })?.score
  expect(mean({ f1: 1 })?.mean).toBeCloseTo(0.3, 12)
  expect(mean({ f1: 3, style: 1 })?.mean).toBeCloseTo(0.15, 12)
  expect(mean({ style: 1 })).toMatchObject({ mean: -0.6, cases: 1 })
  expect(mean({ f1: 1, style: -1 })?.mean).toBeGreaterThan(0.3)
  expect(mean({})).toEqual(mean({ f1: 0 }))
  expect(mean({})).toMatchObject({ mean: 0, cases: 2 })
})

test('an answer of the wrong form counts 0, whatever is weighed', () => {
  const malformed: CaseResult = { ...judged(1, 0), kind: 'malformed', scores: [] }
  const after = [judged(1, 0.9, { f1: 0.9, style: 0.4 })]
  const gain = comparePrompts([malformed], after, { ...options, weights: { style: 2 } })
  expect(gain?.score.mean).toBeCloseTo(0.4, 12)
})

test('whatever was measured, mean and counts are those of the pairs', () => {
  const pair = fc.tuple(fc.constantFrom(0, 0.3, 0.5, 1), fc.constantFrom(0, 0.3, 0.5, 1))
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 30 }), (pairs) => {
      const [before, after] = [results(pairs.map(([was]) => was)), results(pairs.map(([, is]) => is))]
      const comparison = comparePrompts(before, after, options) ?? expect.fail('nothing compared')
      const { score, fixed, broken } = comparison
      const sum = pairs.reduce((total, [was, is]) => total + is - was, 0)
      expect(score.mean).toBeCloseTo(sum / pairs.length, 9)
      expect(score.low).toBeLessThanOrEqual(score.mean)
      expect(score.high).toBeGreaterThanOrEqual(score.mean)
      const passing = (list: readonly CaseResult[]) =>
        list.filter(({ verdict }) => verdict === 'passed').length
      expect(fixed - broken).toBe(passing(after) - passing(before))
    }),
    { numRuns: 30 },
  )
})

describe('what may be written', () => {
  const gain = (before: readonly number[], after: readonly number[]) =>
    comparePrompts(results(before), results(after), options)
  const clear = gain(repeat(0, 12), [...repeat(1, 9), ...repeat(0, 3)])
  const unclear = gain(repeat(0, 12), [...repeat(1, 2), ...repeat(0, 10)])

  test('any gain, where an improvement is enough', () => {
    expect(findRefusal('improved', unclear)).toBeUndefined()
  })

  test('a gain whose interval lies above 0, where it must be significant', () => {
    expect(findRefusal('significant', clear)).toBeUndefined()
    expect(unclear?.score.low).toBe(0)
    expect(findRefusal('significant', unclear)).toMatch(
      /^The seed prompt stays, because the gain on dev is not significant: \+16\.7 points on dev, .* p = 0\.5\)\.$/,
    )
  })

  test('never a gain that so few cases show that it could not be told from chance', () => {
    const refusal = findRefusal('significant', gain(repeat(0, 5), repeat(1, 5)))
    expect(refusal).toContain('5 cases say too little: +100.0 points')
    expect(findRefusal('significant', gain([0], [1]))).toContain('1 case says too little')
    expect(findRefusal('significant', undefined)).toContain('no dev case shows one')
    expect(findRefusal('significant', gain(repeat(0, 6), repeat(1, 6)))).toBeUndefined()
  })
})

describe('the deviation of the means of repeated evaluations', () => {
  const scoreOf = ({ score }: CaseResult) => score

  test('is that of the sample of means', () => {
    const trials = [
      [0, 1, 1, 1],
      [0, 0, 1, 1],
      [0, 0, 0, 1],
    ].map(results)
    expect(deviationOfMeans(trials, scoreOf)).toBeCloseTo(0.25, 9)
  })

  test('leaves out cases that one of them could not judge', () => {
    const trials = [results([0, 1, 1]), [judged(0, 0), judged(1, 1), errored(2)]]
    expect(deviationOfMeans(trials, scoreOf)).toBe(0)
    expect(deviationOfMeans([[errored(0)], results([1])], scoreOf)).toBeNull()
  })
})
