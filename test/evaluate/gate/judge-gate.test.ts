import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareWithBaseline } from '../../../src/baseline/compare-with-baseline.ts'
import type { CaseResult } from '../../../src/core/case-result.ts'
import { type Gate, gateSchema } from '../../../src/core/options.ts'
import { gateResultSchema } from '../../../src/core/run-report.ts'
import { computeMetrics } from '../../../src/evaluate/compute-metrics.ts'
import type { GateBase } from '../../../src/evaluate/gate/gate-rule.ts'
import { gateRules } from '../../../src/evaluate/gate/gate-rules.ts'
import { judgeGate } from '../../../src/evaluate/gate/judge-gate.ts'
import { anyOutcomes, baselineWith } from '../../baseline/outcomes.ts'
import { caseResult, errored, judged } from '../case-results.ts'

const gateOf = (results: readonly CaseResult[], gate?: Gate, base?: GateBase) =>
  judgeGate(computeMetrics(results), gate, results, base)

/** How these results stand to those, as the gate is told. */
const against = (base: readonly CaseResult[], now: readonly CaseResult[]) =>
  compareWithBaseline(now, baselineWith(base), { source: 'main.json', partial: false })

const passes = (count: number) => Array.from({ length: count }, (_, row) => judged(`p${row}`, 1))
const failures = (count: number) => Array.from({ length: count }, (_, row) => judged(`f${row}`, 0))

describe('judgeGate', () => {
  test('without a gate every case must pass', () => {
    expect(gateOf(passes(3))).toMatchObject({ passed: true, reason: 'all of 3 cases passed' })
    expect(gateOf([...passes(3), ...failures(1)])).toMatchObject({
      passed: false,
      reason: '1 of 4 cases failed',
    })
  })

  test('a pass rate equal to the gate holds, one below does not', () => {
    expect(gateOf([...passes(9), ...failures(1)], { passRate: 0.9 })).toMatchObject({
      passed: true,
      reason: 'pass rate 0.90 reaches 0.90 (9 of 10)',
    })
    expect(gateOf([...passes(43), ...failures(7)], { passRate: 0.9 })).toMatchObject({
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
    expect(gateOf([...passes(95), ...critical], { passRate: 0.9 })).toMatchObject({
      passed: false,
      reason: '5 critical cases failed: f0, f1, f2 and 2 more',
    })
  })

  test('a set without a judged case is not green', () => {
    expect(gateOf([], { passRate: 0 })).toMatchObject({ passed: false, reason: 'no case was judged (of 0)' })
    expect(gateOf([caseResult({ id: 's', verdict: 'skipped', score: null })]).passed).toBe(false)
  })
})

describe('the rules of a gate', () => {
  const critical = (id: string, score: number) => ({ ...judged(id, score), critical: true })

  test('what is not said is not asked for, and an empty gate asks for every case', () => {
    expect(gateOf([...passes(1), ...failures(9)], { critical: 'all' })).toMatchObject({
      passed: true,
      reason: 'no critical case',
    })
    expect(gateOf([...passes(1), ...failures(1)], {}).passed).toBe(false)
    expect(gateOf([...passes(1), ...failures(1)], { noSignificantDrop: false }).passed).toBe(false)
  })

  test("critical: 'all' tells of the critical cases, which have to pass under any gate", () => {
    const held = [critical('c1', 1), critical('c2', 1), ...failures(3)]
    expect(gateOf(held, { critical: 'all' }).reason).toBe('2 critical cases passed')
    expect(gateOf([critical('c1', 0), ...held.slice(1)], { maxRegressions: 9 })).toMatchObject({
      passed: false,
      reason: '1 critical case failed: c1',
    })
  })

  test('maxRegressions counts the cases that passed in the baseline', () => {
    const base = [...passes(5), judged('f0', 0)]
    const now = [judged('p0', 0), judged('p1', 0), judged('f0', 0), judged('new', 0), judged('p2', 1)]
    const comparison = against(base, now)
    expect(gateOf(now, { maxRegressions: 2 }, comparison)).toMatchObject({
      passed: true,
      reason: '2 regressions, 2 allowed: p0, p1',
    })
    expect(gateOf(now, { maxRegressions: 1 }, comparison)).toMatchObject({
      passed: false,
      reason: '2 regressions, 1 allowed: p0, p1',
    })
    expect(gateOf(base, { maxRegressions: 0 }, against(base, base)).reason).toBe('0 regressions, 0 allowed')
  })

  test('noSignificantDrop goes by the test, and too few changes hold', () => {
    const drop = (broken: number) => {
      const base = passes(40)
      const now = base.map((result, row) => (row < broken ? judged(result.id, 0) : result))
      return gateOf(now, { noSignificantDrop: true }, against(base, now))
    }
    expect(drop(0).passed).toBe(true)
    expect(drop(5)).toMatchObject({
      passed: true,
      reason: '5 newly failing, 0 fixed of 40 cases: insufficient data (5 changed, 6 needed)',
    })
    expect(drop(6)).toMatchObject({
      passed: false,
      reason: '6 newly failing, 0 fixed of 40 cases: a significant drop (p = 0.031)',
    })
  })

  test('noSignificantDrop also goes by scores that say more than the verdicts', () => {
    const base = Array.from({ length: 20 }, (_, row) => judged(`s${row}`, 0.9))
    const now = base.map(({ id }) => judged(id, 0.7))
    const { passed, reason } = gateOf(now, { noSignificantDrop: true }, against(base, now))
    expect(passed).toBe(false)
    expect(reason).toMatch(/^score -0\.200, .*: a significant drop$/)
    expect(gateOf(base, { noSignificantDrop: true }, against(now, base)).passed).toBe(true)
  })

  test.each([
    ['without a baseline they hold', undefined, true, 'no baseline to find regressions by'],
    [
      'when the results are accepted they hold',
      'accepted',
      true,
      'regressions were accepted as the new baseline',
    ],
    ['with a baseline that cannot be read they fail', 'unreadable', false, 'the baseline cannot be read'],
  ] as const)('%s', (_, base, passed, reason) => {
    for (const gate of [{ maxRegressions: 0 }, { noSignificantDrop: true }]) {
      expect(gateOf([...passes(1), ...failures(3)], gate, base)).toMatchObject({ passed, reason })
    }
  })

  test('each is told, in a fixed order, and the reason is that of those which fail', () => {
    const now = [critical('c', 0), ...failures(9)]
    const gate = { noSignificantDrop: true, maxRegressions: 0, passRate: 0.5, critical: 'all' } as const
    const { checks, reason } = gateOf(now, gate, against([critical('c', 1), ...failures(9)], now))
    expect(checks?.map(({ name, passed }) => [name, passed])).toEqual([
      ['critical', false],
      ['passRate', false],
      ['maxRegressions', false],
      ['noSignificantDrop', true],
    ])
    expect(reason).toBe(
      '1 critical case failed: c; pass rate 0.00 is below 0.50 (0 of 10); 1 regression, 0 allowed: c',
    )
  })

  const anyGate = fc.record(
    {
      passRate: fc.constantFrom(0, 0.5, 1),
      maxRegressions: fc.nat(5),
      noSignificantDrop: fc.boolean(),
      critical: fc.constant('all' as const),
    },
    { requiredKeys: [] },
  )

  test('a gate holds exactly when each of its rules does, and added cases break no rule about regressions', () => {
    fc.assert(
      fc.property(anyOutcomes, anyOutcomes, anyOutcomes, anyGate, (now, base, more, given) => {
        const gate = gateSchema.parse(given)
        const verdict = gateOf(now, gate, against(base, now))
        expect(gateResultSchema.parse(verdict)).toEqual(verdict)
        expect(verdict.passed).toBe(verdict.checks?.every(({ passed }) => passed))
        expect(verdict.reason).not.toBe('')
        const known = new Set([...now, ...base].map(({ id }) => id))
        const grown = [...now, ...more.filter(({ id }) => !known.has(id))]
        const input = {
          gate,
          results: grown,
          metrics: computeMetrics(grown),
          base: against(base, grown),
          errorsAllowed: 0,
        }
        for (const name of ['maxRegressions', 'noSignificantDrop'] as const) {
          const before = verdict.checks?.find((check) => check.name === name)
          expect(gateRules[name](input)).toEqual(before && { passed: before.passed, reason: before.reason })
        }
      }),
    )
  })

  test('one that is broken does not get whole by failing more cases', () => {
    fc.assert(
      fc.property(anyOutcomes, anyOutcomes, fc.nat(), (now, base, pick) => {
        const gate: Gate = { passRate: 0.5, maxRegressions: 2, noSignificantDrop: true }
        const worse = now.map((result, row) =>
          row === pick % now.length && result.verdict === 'passed'
            ? { ...result, verdict: 'failed' as const, score: 0 }
            : result,
        )
        const failsOf = (results: readonly CaseResult[], names: readonly string[]) =>
          gateOf(results, gate, against(base, results)).checks?.filter(
            ({ name, passed }) => names.includes(name) && !passed,
          ).length ?? 0
        const names = ['passRate', 'maxRegressions']
        expect(failsOf(worse, names)).toBeGreaterThanOrEqual(failsOf(now, names))
      }),
    )
  })
})
