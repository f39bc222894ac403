import type { CaseResult } from '../core/case-result.ts'
import type { Metrics } from '../core/metrics.ts'
import type { GateResult } from '../core/run-report.ts'

export interface Gate {
  /** The least pass rate, in [0, 1]. Without it every case must pass. */
  readonly passRate?: number | undefined
}

/**
 * Does a suite hold? A case that could not be asked, a critical case that failed and a set without one judged case fail any
 * gate. The reason is one sentence with the numbers.
 */
export function judgeGate(
  metrics: Metrics,
  gate: Gate | undefined,
  results: readonly CaseResult[],
): GateResult {
  const problems = [
    ...erroredCases(metrics, results),
    ...criticalCases(results),
    ...belowPassRate(metrics, gate?.passRate),
  ]
  if (problems.length > 0) return { passed: false, reason: problems.join('; ') }
  return { passed: true, reason: passedReason(metrics, gate?.passRate) }
}

function erroredCases({ errored, cases }: Metrics, results: readonly CaseResult[]): string[] {
  if (errored === 0) return []
  const first = results.find(({ error }) => error !== undefined)?.error
  const cause = first ? ` (${[first.kind, first.message].filter(Boolean).join(': ')})` : ''
  return [`${errored} of ${plural(cases, 'case')} could not be asked or scored${cause}`]
}

function criticalCases(results: readonly CaseResult[]): string[] {
  const ids = results.filter(({ critical, verdict }) => critical && verdict === 'failed').map(({ id }) => id)
  if (ids.length === 0) return []
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  return [`${plural(ids.length, 'critical case')} failed: ${ids.slice(0, 3).join(', ')}${more}`]
}

function belowPassRate(metrics: Metrics, least: number | undefined): string[] {
  const { passRate, failed, passed, cases } = metrics
  if (passRate === null) return [`no case was judged (of ${cases})`]
  if (least === undefined)
    return failed === 0 ? [] : [`${failed} of ${plural(passed + failed, 'case')} failed`]
  if (passRate >= least) return []
  const [rate, bound] = tellApart(passRate, least)
  return [`pass rate ${rate} is below ${bound} (${passed} of ${passed + failed})`]
}

function passedReason({ passRate, passed, failed }: Metrics, least: number | undefined): string {
  if (least === undefined || passRate === null) return `all of ${plural(passed, 'case')} passed`
  const [rate, bound] = tellApart(passRate, least)
  return `pass rate ${rate} reaches ${bound} (${passed} of ${passed + failed})`
}

/** Two decimals, or as many as it takes to see that two different rates differ. */
function tellApart(a: number, b: number): [string, string] {
  let digits = 2
  while (a !== b && digits < 6 && a.toFixed(digits) === b.toFixed(digits)) digits += 1
  return [a.toFixed(digits), b.toFixed(digits)]
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
