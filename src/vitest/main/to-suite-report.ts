import type { CaseResult } from '../../core/case-result.ts'
import type { BaselineComparison } from '../../core/comparison.ts'
import type { DiagnosticReport } from '../../core/diagnosis.ts'
import { errorsAllowed } from '../../core/errors-allowed.ts'
import type { Metrics } from '../../core/metrics.ts'
import type { Prices, ResolvedOptions } from '../../core/options.ts'
import type { SuiteReport } from '../../core/run-report.ts'
import type { Sensitivity } from '../../core/sensitivity.ts'
import { wilsonInterval } from '../../core/statistics/wilson-interval.ts'
import { cachedUsage, type ModelRole, type UsageByRole } from '../../core/usage.ts'
import { costOfRoles, costsByRole } from '../../core/usage-cost.ts'
import { usageOfSuite } from '../../core/usage-of-suite.ts'
import type { GateBase } from '../../evaluate/gate/gate-rule.ts'
import { judgeGate } from '../../evaluate/gate/judge-gate.ts'
import type { SuiteInfo } from '../channel.ts'

/** What a run learned of a suite. */
export interface SuiteFindings {
  readonly name: string
  readonly info: SuiteInfo | undefined
  /** In the order of their rows. */
  readonly results: readonly CaseResult[]
  readonly metrics: Metrics
  readonly diagnosis: DiagnosticReport | undefined
  readonly comparison: BaselineComparison | undefined
  readonly sensitivity: Sensitivity | undefined
}

export interface ReportContext {
  readonly options: ResolvedOptions
  /** Did some of the suite's tests not run? */
  readonly leftOut: boolean
  /** May what is not known of the suite change its topics? */
  readonly unsure: boolean
  /** What a gate compares with. */
  readonly base: GateBase
  /** What its topics are compared with. */
  readonly since: SuiteReport['topicsSince']
  /** The embedded model costs nothing. */
  readonly simulated: boolean
  priceOf(role: ModelRole): Prices[string] | undefined
}

/** The suite's part of the run's report, with its gate judged and its cost told. */
export function toSuiteReport(
  { name, info, results, metrics, diagnosis, comparison, sensitivity }: SuiteFindings,
  { options, leftOut, unsure, base, since, simulated, priceOf }: ReportContext,
): SuiteReport {
  const judged = metrics.passed + metrics.failed
  const notAsked = results.filter(({ skipped }) => skipped === 'budget').length
  const allowed = errorsAllowed(info?.maxErrors ?? options.maxErrors, metrics.cases)
  const { allowPartial } = options.budget
  const most = info?.maxSpread
  // A filter that left the variants out has left out the test of the gate too.
  const spread =
    most === undefined || (leftOut && !sensitivity) ? undefined : { most, sensitivity, allowPartial }
  return {
    name,
    file: info?.file ?? '',
    ...(info ? { prompt: { file: info.prompt.file, hash: info.prompt.hash } } : {}),
    metrics,
    ...(judged > 0 ? { passRateInterval: wilsonInterval(metrics.passed, judged) } : {}),
    ...(info?.gate || spread ? { gate: judgeGate(metrics, info?.gate, results, base, allowed, spread) } : {}),
    ...(allowed > 0 ? { errorsAllowed: allowed } : {}),
    ...(info?.kept ? { kept: info.kept } : {}),
    ...(notAsked > 0 ? { notAsked: { cases: notAsked, allowed: allowPartial } } : {}),
    results: [...results],
    ...(sensitivity ? { sensitivity } : {}),
    ...(diagnosis ? { diagnosis: unsure ? withoutChanges(diagnosis) : diagnosis } : {}),
    ...(comparison ? { baseline: comparison } : {}),
    ...costs(usageOfSuite({ metrics, diagnosis, sensitivity }), info, { simulated, priceOf }),
    ...(diagnosis && since && !unsure ? { topicsSince: since } : {}),
    ...(unsure ? { partial: true as const } : {}),
  }
}

/** What a suite's own target spends is not known. */
function costs(
  usage: UsageByRole,
  info: SuiteInfo | undefined,
  { simulated, priceOf }: Pick<ReportContext, 'simulated' | 'priceOf'>,
): Pick<SuiteReport, 'dollars' | 'costs' | 'savedDollars'> {
  if (simulated) return {}
  const dollarsOf = (spent: UsageByRole) => (info && !info.customTarget ? costOfRoles(spent, priceOf) : null)
  const cached = cachedUsage(usage)
  return {
    dollars: dollarsOf(usage),
    ...(info?.customTarget ? {} : { costs: costsByRole(usage, priceOf) }),
    ...(Object.keys(cached).length > 0 ? { savedDollars: dollarsOf(cached) } : {}),
  }
}

/** What did not run may fail still: a topic without it did not shrink, and none is gone. */
function withoutChanges(diagnosis: DiagnosticReport): DiagnosticReport {
  const topics = diagnosis.topics.map(({ change: _, casesBefore: __, ...topic }) => topic)
  return { ...diagnosis, topics, gone: [] }
}
