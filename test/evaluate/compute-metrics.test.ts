import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { CaseResult } from '../../src/core/case-result.ts'
import { metricsSchema } from '../../src/core/metrics.ts'
import { brierScore, expectedCalibrationError } from '../../src/evaluate/calibration.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { caseResult, errored, judged, misshapen } from './case-results.ts'

describe('calibration', () => {
  test('Brier score by hand', () => {
    // (0.9 - 1)^2 = 0.01, (0.8 - 0)^2 = 0.64, (0.5 - 0.5)^2 = 0, (0 - 1)^2 = 1: 1.65 / 4
    const forecasts = [
      { confidence: 0.9, score: 1 },
      { confidence: 0.8, score: 0 },
      { confidence: 0.5, score: 0.5 },
      { confidence: 0, score: 1 },
    ]
    expect(brierScore(forecasts)).toBeCloseTo(0.4125, 12)
    expect(brierScore([])).toBeNull()
  })

  test('expected calibration error by hand', () => {
    // Bin [0.9, 1]: confidences 0.9 and 1, scores 1 and 0: |0.95 - 0.5| * 2/5 = 0.18.
    // Bin [0.5, 0.6): 0.5 and 0.55, scores 0 and 1: |0.525 - 0.5| * 2/5 = 0.01.
    // Bin [0.2, 0.3): 0.2, score 0: 0.2 * 1/5 = 0.04.
    const forecasts = [
      { confidence: 0.9, score: 1 },
      { confidence: 1, score: 0 },
      { confidence: 0.5, score: 0 },
      { confidence: 0.55, score: 1 },
      { confidence: 0.2, score: 0 },
    ]
    expect(expectedCalibrationError(forecasts)).toBeCloseTo(0.23, 12)
    expect(expectedCalibrationError([])).toBeNull()
  })

  test('a confidence of 1 shares the last bin with 0.95, so that opposite gaps cancel', () => {
    const forecasts = [
      { confidence: 1, score: 0.9 },
      { confidence: 0.9, score: 1 },
    ]
    expect(expectedCalibrationError(forecasts)).toBeCloseTo(0, 12)
  })
})

describe('computeMetrics', () => {
  test('counts and means leave out errored and skipped cases', () => {
    const metrics = computeMetrics([
      judged('a', 1, 0.9),
      judged('b', 0, 0.8),
      misshapen('c'),
      errored('d'),
      caseResult({ id: 'e', verdict: 'skipped', score: null, confidence: 0.1 }),
    ])
    expect(metrics).toMatchObject({ cases: 5, passed: 1, failed: 2, errored: 1, skipped: 1 })
    expect(metrics.passRate).toBeCloseTo(1 / 3, 12)
    expect(metrics.score).toBeCloseTo(1 / 3, 12)
    expect(metrics.scores.exact).toBeCloseTo(1 / 3, 12)
    expect(metrics.confidence).toBeCloseTo(0.85, 12)
    expect(metrics.brier).toBeCloseTo((0.01 + 0.64) / 2, 12)
    expect(metrics.formatErrorRate).toBeCloseTo(1 / 3, 12)
    expect(metricsSchema.parse(metrics)).toEqual(metrics)
  })

  test('nothing judged gives null means, not zeros', () => {
    expect(computeMetrics([errored('a')])).toMatchObject({
      cases: 1,
      passRate: null,
      score: null,
      confidence: null,
      brier: null,
      ece: null,
      formatErrorRate: null,
      scores: {},
      tags: {},
    })
    expect(computeMetrics([]).cases).toBe(0)
  })

  test('a scorer that scored nowhere has a mean of null', () => {
    const scores = [
      { name: 'exact', score: 1, threshold: 1 },
      { name: 'judge', score: null, threshold: 0.5 },
    ]
    expect(computeMetrics([caseResult({ id: 'a', scores })]).scores).toEqual({ exact: 1, judge: null })
  })

  test('usage is summed by role, of errored cases too', () => {
    const target = { calls: 1, inputTokens: 10, outputTokens: 2 }
    const judge = { calls: 2, inputTokens: 7, outputTokens: 1 }
    const metrics = computeMetrics([
      caseResult({ id: 'a', usage: { target, judge } }),
      { ...errored('b'), usage: { target } },
    ])
    expect(metrics.usage).toEqual({ target: { calls: 2, inputTokens: 20, outputTokens: 4 }, judge })
  })

  test('each tag has its own counts; a tag named twice on a case counts once', () => {
    const { tags } = computeMetrics([
      { ...judged('a', 1), tags: ['hard', 'hard'] },
      { ...judged('b', 0), tags: ['hard', '__proto__'] },
      judged('c', 1),
    ])
    expect(Object.keys(tags).sort()).toEqual(['__proto__', 'hard'])
    expect(tags.hard).toEqual({
      cases: 2,
      passed: 1,
      failed: 1,
      errored: 0,
      skipped: 0,
      passRate: 0.5,
      score: 0.5,
    })
  })

  test('means stay in [0, 1] and do not depend on order', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    const results = fc
      .array(fc.tuple(unit, unit), { maxLength: 30 })
      .map((pairs) => pairs.map(([score, confidence], row) => judged(`c${row}`, score, confidence)))
    fc.assert(
      fc.property(results, (given) => {
        const forward = computeMetrics(given)
        const backward = computeMetrics([...given].reverse())
        for (const name of ['score', 'passRate', 'brier', 'ece', 'confidence'] as const) {
          const value = forward[name]
          expect(value === null).toBe(given.length === 0)
          if (value === null) continue
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
          expect(backward[name]).toBeCloseTo(value, 10)
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('against the released RPT code', () => {
  const item = z.object({ gold: z.string(), pred: z.string().nullable(), confidence: z.number().nullable() })
  const vectors = z.object({
    cases: z.array(
      z.object({
        task: z.enum(['hotpotqa', 'xbrl_formula']),
        items: z.array(item),
        metrics: z.object({
          exact_match: z.number().optional(),
          accuracy: z.number().optional(),
          avg_confidence: z.number(),
          brier: z.number(),
          format_error_rate: z.number(),
        }),
      }),
    ),
  })
  const file = new URL('./oracles/aggregation.json', import.meta.url)
  const { cases } = vectors.parse(JSON.parse(readFileSync(file, 'utf8')))

  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[.,]/g, '')
      .replace(/\b(a|an|the)\b/g, ' ')
      .trim()
      .split(/\s+/)
      .join(' ')

  function resultOf(
    task: string,
    { gold, pred, confidence }: z.output<typeof item>,
    row: number,
  ): CaseResult {
    if (pred === null) return misshapen(`c${row}`)
    const right =
      task === 'hotpotqa'
        ? plain(gold) === plain(pred)
        : Number(gold.replaceAll(',', '')) === Number(pred.replaceAll(',', ''))
    return judged(`c${row}`, right ? 1 : 0, confidence ?? undefined)
  }

  test.each(cases.map((one, index) => ({ index, ...one })))('$task $index', ({ task, items, metrics }) => {
    const ours = computeMetrics(items.map((one, row) => resultOf(task, one, row)))
    if (items.length === 0) {
      expect(ours).toMatchObject({ score: null, brier: null, confidence: null, formatErrorRate: null })
      return
    }
    expect(ours.score).toBeCloseTo(metrics.exact_match ?? metrics.accuracy ?? Number.NaN, 10)
    expect(ours.formatErrorRate).toBeCloseTo(metrics.format_error_rate, 10)
    const parsed = items.filter(({ pred }) => pred !== null)
    if (parsed.length === 0) {
      expect(ours).toMatchObject({ brier: null, confidence: null })
      return
    }
    expect(ours.brier).toBeCloseTo(metrics.brier, 10)
    expect(ours.confidence).toBeCloseTo(metrics.avg_confidence, 10)
  })
})
