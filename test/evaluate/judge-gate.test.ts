import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../../src/core/case-result.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { type Gate, judgeGate } from '../../src/evaluate/judge-gate.ts'
import { caseResult, errored, judged } from './case-results.ts'

const gateOf = (results: readonly CaseResult[], gate?: Gate) =>
  judgeGate(computeMetrics(results), gate, results)

const passes = (count: number) => Array.from({ length: count }, (_, row) => judged(`p${row}`, 1))
const failures = (count: number) => Array.from({ length: count }, (_, row) => judged(`f${row}`, 0))

describe('judgeGate', () => {
  test('without a gate every case must pass', () => {
    expect(gateOf(passes(3))).toEqual({ passed: true, reason: 'all of 3 cases passed' })
    expect(gateOf([...passes(3), ...failures(1)])).toEqual({
      passed: false,
      reason: '1 of 4 cases failed',
    })
  })

  test('a pass rate equal to the gate holds, one below does not', () => {
    expect(gateOf([...passes(9), ...failures(1)], { passRate: 0.9 })).toEqual({
      passed: true,
      reason: 'pass rate 0.90 reaches 0.90 (9 of 10)',
    })
    expect(gateOf([...passes(43), ...failures(7)], { passRate: 0.9 })).toEqual({
      passed: false,
      reason: 'pass rate 0.86 is below 0.90 (43 of 50)',
    })
  })

  test('rates that round to the same two decimals are told apart', () => {
    expect(gateOf([...passes(449), ...failures(51)], { passRate: 0.9 }).reason).toBe(
      'pass rate 0.898 is below 0.900 (449 of 500)',
    )
  })

  test('an errored case fails any gate', () => {
    const { passed, reason } = gateOf([...passes(9), errored('x')], { passRate: 0.5 })
    expect(passed).toBe(false)
    expect(reason).toBe('1 of 10 cases could not be asked or scored (server: status 500)')
  })

  test('a critical case that failed fails any gate, and is named', () => {
    const critical = failures(5).map((result) => ({ ...result, critical: true }))
    expect(gateOf([...passes(95), ...critical], { passRate: 0.9 })).toEqual({
      passed: false,
      reason: '5 critical cases failed: f0, f1, f2 and 2 more',
    })
  })

  test('a set without a judged case is not green', () => {
    expect(gateOf([], { passRate: 0 })).toEqual({ passed: false, reason: 'no case was judged (of 0)' })
    expect(gateOf([caseResult({ id: 's', verdict: 'skipped', score: null })]).passed).toBe(false)
  })
})
