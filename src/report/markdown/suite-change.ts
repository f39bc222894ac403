import type { SuiteReport } from '../../core/run-report.ts'
import { isUnjudged, suiteFails } from '../suite-outcome.ts'

/** What stands first: failing suites, those with newly failing cases, those that changed otherwise; within, the largest first. */
export function byWeight(suites: readonly SuiteReport[]): SuiteReport[] {
  return suites.toSorted(
    (a, b) =>
      Number(suiteFails(b)) - Number(suiteFails(a)) ||
      newlyFailing(b) - newlyFailing(a) ||
      Number(isQuiet(a)) - Number(isQuiet(b)) ||
      b.metrics.failed + b.metrics.errored - (a.metrics.failed + a.metrics.errored),
  )
}

/** Does a suite hold, with nothing to tell about it? Beside a baseline: as before; without one: with every case passed. */
export function isQuiet(suite: SuiteReport): boolean {
  const { baseline, metrics, partial } = suite
  if (suiteFails(suite) || isUnjudged(suite) || metrics.errored > 0 || partial) return false
  if (!baseline) return metrics.failed === 0
  const { newlyFailing: broken, fixed, significance } = baseline
  return broken.length + fixed.length === 0 && significance.verdict !== 'regression'
}

function newlyFailing({ baseline }: SuiteReport): number {
  return baseline?.newlyFailing.length ?? 0
}
