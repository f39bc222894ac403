import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../../../src/core/case-result.ts'
import { diagnosisSchema } from '../../../src/core/diagnosis.ts'
import { mechanicalDiagnosis } from '../../../src/diagnosis/critiques/mechanical-diagnosis.ts'
import { failedCase } from '../failed-case.ts'

const labelOf = (fields: Partial<CaseResult>) => {
  const diagnosis = mechanicalDiagnosis(failedCase('t1', fields))
  expect(diagnosisSchema.parse(diagnosis)).toEqual(diagnosis)
  return diagnosis.label
}

describe('mechanicalDiagnosis', () => {
  test('two labels that differ name the confusion', () => {
    expect(mechanicalDiagnosis(failedCase('t1', { score: 0.25 }))).toEqual({
      caseId: 't1',
      label: 'expected billing, got login',
      definition: 'queue should be billing but is login.',
      why: 'expected "billing", got "login"',
      basis: '{"queue":"login"}',
      impact: 0.75,
      confidence: 'unknown',
      source: 'mechanical',
    })
  })

  test.each([
    { name: 'bare labels', expected: 'yes', output: 'no', label: 'expected yes, got no' },
    {
      name: 'a bare label against the one label of the output',
      expected: 'billing',
      output: { reasoning: 'It says that the card was charged.', queue: 'login' },
      label: 'expected billing, got login',
    },
    {
      name: 'the member that differs, not the first',
      expected: { a: 1, b: { c: 'x' } },
      output: { a: 1, b: { c: 'y' } },
      label: 'expected x, got y',
    },
    {
      name: 'yes and no',
      expected: { spam: true },
      output: { spam: false },
      label: 'expected true, got false',
    },
    { name: 'numbers', expected: { total: 42 }, output: { total: 17 }, label: 'wrong total value' },
    { name: 'a missing member', expected: { total: 42 }, output: {}, label: 'wrong total value' },
    {
      name: 'long texts',
      expected: 'The Nile is the longest river.',
      output: 'It is the Amazon, they say.',
      label: 'wrong answer value',
    },
    { name: 'nothing to compare', expected: 'same', output: 'same', label: 'answer not accepted' },
  ])('$name: $label', ({ expected, output, label }) => {
    expect(labelOf({ expected, output })).toBe(label)
  })

  test('without an expected value the feedback is all there is', () => {
    const { expected: _, ...result } = failedCase('t1')
    const diagnosis = mechanicalDiagnosis(result)
    expect(diagnosis).toMatchObject({
      label: 'answer not accepted',
      definition: 'expected "billing", got "login"',
    })
  })

  test.each([
    ['refusal', 'refused to answer'],
    ['length', 'answer cut off'],
    ['content-filter', 'blocked by content filter'],
    ['empty', 'empty answer'],
    ['malformed', 'answer not in required form'],
  ] as const)('%s: %s', (kind, label) => {
    expect(labelOf({ kind, scores: [], reason: 'why it was so' })).toBe(label)
    expect(mechanicalDiagnosis(failedCase('t1', { kind, scores: [], reason: 'why it was so' })).why).toBe(
      'why it was so',
    )
  })

  test('whatever the case holds, the diagnosis stays short', () => {
    const long = 'word '.repeat(10_000)
    const diagnosis = mechanicalDiagnosis(
      failedCase('t1', { expected: { [long]: long }, output: { [long]: 'x' }, scores: [], text: long }),
    )
    expect(diagnosis.label.length).toBeLessThanOrEqual(60)
    expect(JSON.stringify(diagnosis).length).toBeLessThan(1_500)
  })
})
