import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../../../src/core/case-result.ts'
import { type Diagnosis, diagnosticReportSchema } from '../../../src/core/diagnosis.ts'
import { calibrationOf, formatErrorsOf } from '../../../src/diagnosis/critiques/calibration.ts'
import { sampleTopic } from '../../report/sample-data.ts'
import { failedCase } from '../failed-case.ts'

const metrics = { confidence: 0.8, brier: 0.2, ece: 0.1 }

const topic = (id: string, caseIds: string[]) => sampleTopic({ id, caseIds })

const verdicts = (from: Record<string, Diagnosis['confidence']>, source: Diagnosis['source'] = 'critic') =>
  Object.entries(from).map(([caseId, confidence]) => ({ caseId, confidence, source }))

const cases = (prefix: string, confidences: readonly number[]) =>
  confidences.map((confidence, index) => failedCase(`${prefix}${index}`, { confidence }))

const ids = (results: readonly CaseResult[]) => results.map(({ id }) => id)

describe('calibrationOf', () => {
  test('takes the means as they were measured, and is absent without a confidence', () => {
    expect(calibrationOf([], [], { metrics, diagnoses: [] })).toEqual({
      ...metrics,
      overconfident: 0,
      topics: [],
    })
    const none = { confidence: null, brier: null, ece: null }
    expect(calibrationOf([failedCase('a')], [], { metrics: none, diagnoses: [] })).toBeUndefined()
  })

  test("counts failures with a confidence of at least 0.5 where no critic's word is known", () => {
    const results = [
      ...cases('a', [0.9, 0.5, 0.49]),
      failedCase('silent'),
      failedCase('passed', { verdict: 'passed', score: 1, confidence: 0.9 }),
    ]
    const of = (diagnoses: ReturnType<typeof verdicts>) =>
      calibrationOf(results, [], { metrics, diagnoses })?.overconfident
    expect(of([])).toBeCloseTo(2 / 3)
    expect(of(verdicts({ a0: 'unknown' }))).toBeCloseTo(2 / 3)
    expect(of(verdicts({ a2: 'overconfident' }, 'mechanical'))).toBeCloseTo(2 / 3)
  })

  test("the critic's word comes first", () => {
    const diagnoses = verdicts({ a0: 'appropriate', a1: 'underconfident', a2: 'overconfident' })
    const results = cases('a', [0.9, 0.9, 0.3, 0.2])
    expect(calibrationOf(results, [], { metrics, diagnoses })?.overconfident).toBe(0.25)
  })

  test('names the topics in which overconfidence concentrates, most first', () => {
    const modest = cases('modest', Array(30).fill(0.2))
    const bold = cases('bold', Array(6).fill(0.9))
    const mixed = cases('mixed', [0.9, 0.9, 0.9, 0.9, 0.1])
    const lone = cases('lone', [0.9, 0.9])
    const results = [...modest, ...bold, ...mixed, ...lone]
    const topics = [
      topic('t-modest', ids(modest)),
      topic('t-mixed', ids(mixed)),
      topic('t-bold', ids(bold)),
      topic('t-lone', ids(lone)),
    ]
    expect(calibrationOf(results, topics, { metrics, diagnoses: [] })?.topics).toEqual([
      { id: 't-bold', overconfident: 1 },
      { id: 't-mixed', overconfident: 0.8 },
    ])
  })

  test('what is the same everywhere concentrates nowhere', () => {
    const [one, two] = [cases('x', Array(8).fill(0.9)), cases('y', Array(4).fill(0.9))]
    const topics = [topic('t-x', ids(one)), topic('t-y', ids(two))]
    expect(calibrationOf([...one, ...two], topics, { metrics, diagnoses: [] })).toMatchObject({
      overconfident: 1,
      topics: [],
    })
    const noise = cases('n', [0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1])
    const halves = [topic('t-a', ids(noise.slice(0, 3))), topic('t-b', ids(noise.slice(3)))]
    expect(calibrationOf(noise, halves, { metrics, diagnoses: [] })?.topics).toEqual([])
  })
})

test('formatErrorsOf counts failures of form by kind, and nothing else', () => {
  const counts = formatErrorsOf([
    failedCase('a'),
    failedCase('b', { kind: 'refusal' }),
    failedCase('c', { kind: 'malformed' }),
    failedCase('d', { kind: 'malformed' }),
    failedCase('e', { verdict: 'error', kind: 'length' }),
    failedCase('f', { verdict: 'passed' }),
  ])
  expect(counts).toEqual({ malformed: 2, refusal: 1 })
  expect(diagnosticReportSchema.shape.formatErrors.parse(counts)).toEqual(counts)
  expect(formatErrorsOf([])).toEqual({})
})
