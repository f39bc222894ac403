import { expect, test } from 'vitest'
import type { CaseResult } from '../../../src/core/case-result.ts'
import { caseFailure } from '../../../src/vitest/worker/case-failure.ts'

const failed = (expected: CaseResult['expected'], output: CaseResult['output']): CaseResult => ({
  id: 'a',
  verdict: 'failed',
  tags: [],
  critical: false,
  score: 0,
  usage: {},
  scores: [{ name: 'polite', score: 0, threshold: 0.5, feedback: 'curt' }],
  expected,
  output,
})

test('a diff stands where the output differs from what was expected', () => {
  const failure = caseFailure(failed({ queue: 'login' }, { queue: 'billing', note: 'x' }), '/app')
  expect(failure).toMatchObject({ showDiff: true, actual: { queue: 'billing' } })
})

test('no diff where another scorer failed what equals it', () => {
  const failure = caseFailure(failed({ queue: 'login' }, { queue: 'login', note: 'x' }), '/app')
  expect(failure.message).toContain('curt')
  expect(failure).not.toHaveProperty('showDiff')
  expect(failure).not.toHaveProperty('expected')
})
