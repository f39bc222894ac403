import type { TestCase } from 'vitest/node'
import { retuneError } from '../../core/errors.ts'
import type { RunReport } from '../../core/run-report.ts'
import { describeOutcome, suiteFails } from '../../report/suite-outcome.ts'

/**
 * What fails a run without a failed test: a suite by results of the run before, by more errors than allowed or by a gate whose test a
 * filter left out, and cases that were left out for the budget, unless that is allowed.
 *
 * @param leftOut the suites of which some tests did not run
 */
export function refuseUntested(
  { suites, budgetOver }: RunReport,
  { tests, leftOut }: { readonly tests: readonly TestCase[]; readonly leftOut: ReadonlySet<string> },
  refuse: (error: Error) => void,
): void {
  const told = new Set(
    tests.flatMap((testCase) =>
      testCase.result().state === 'failed' && testCase.parent.type === 'suite' ? [testCase.parent.name] : [],
    ),
  )
  const whole = new Set(
    tests.flatMap((testCase) => {
      const meta = testCase.meta().promptRetune
      return meta?.type === 'cases' ? [meta.suite] : []
    }),
  )
  for (const suite of suites) {
    if (suite.gate?.passed === false && whole.has(suite.name))
      refuse(retuneError('SUITE_GATE_FAILED', { suite: suite.name, reason: suite.gate.reason }))
    // The budget has one line for all suites, and a gate a test of its own, which a filter may have left out.
    if (suite.notAsked || told.has(suite.name) || !suiteFails(suite)) continue
    if (suite.gate && !leftOut.has(suite.name)) continue
    refuse(retuneError('SUITE_FAILED', { suite: suite.name, reason: describeOutcome(suite) }))
  }
  const left = suites.flatMap(({ notAsked }) => (notAsked && !notAsked.allowed ? [notAsked.cases] : []))
  if (left.length === 0) return
  const cases = left.reduce((sum, count) => sum + count, 0)
  refuse(retuneError('RUN_BUDGET', { cases, reason: budgetOver ?? 'the budget of a shard is used up' }))
}
