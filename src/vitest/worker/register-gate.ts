import type { CaseResult } from '../../core/case-result.ts'
import { errorsAllowed } from '../../core/errors-allowed.ts'
import type { ResolvedOptions } from '../../core/options.ts'
import type { Sensitivity } from '../../core/sensitivity.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import { describeGate, needsBaseline } from '../../evaluate/gate/describe-gate.ts'
import type { GateBase } from '../../evaluate/gate/gate-rule.ts'
import { judgeGate } from '../../evaluate/gate/judge-gate.ts'
import { escapeControl } from '../../report/escape-control.ts'
import { withoutContent } from '../../report/ids-only.ts'
import { suiteFailure } from './case-failure.ts'
import type { LoadedSuite } from './load-suite.ts'
import type { SuiteRunner } from './suite-runner.ts'

export interface GateContext {
  readonly root: string
  readonly options: Pick<ResolvedOptions, 'report' | 'baseline' | 'tune' | 'maxErrors' | 'budget'>
  /** What `--baseline=` said. */
  readonly baseline?: string | undefined
  /** Do the results become the baseline? */
  readonly accepting: boolean
  readonly runner: SuiteRunner
}

export interface Judged {
  resultsOf(): readonly CaseResult[]
  /** Set where the cases are varied. */
  readonly sensitivityOf: (() => Promise<Sensitivity | undefined>) | undefined
}

/** Registers the test that judges a suite's gate, after all its cases. */
export function registerGate(
  suite: LoadedSuite,
  { resultsOf, sensitivityOf }: Judged,
  context: GateContext,
): void {
  const { gate, maxSpread } = suite.options
  const title = describeGate(gate ?? {}, maxSpread)
  context.runner.test(title, { timeout: 0, concurrent: false }, async () => {
    const results = resultsOf()
    const telling = context.options.report === 'ids-only' ? results.map(withoutContent) : results
    const base = gate && needsBaseline(gate) ? await findBase(suite, results, context) : undefined
    const maxErrors = suite.options.maxErrors ?? context.options.maxErrors
    const allowed = errorsAllowed(maxErrors, results.length)
    const { allowPartial } = context.options.budget
    const sensitivity = maxSpread === undefined ? undefined : await sensitivityOf?.()
    const spread = maxSpread === undefined ? undefined : { most: maxSpread, sensitivity, allowPartial }
    const verdict = judgeGate(computeMetrics(results), gate, telling, base, allowed, spread)
    if (verdict.passed) return
    const reason = escapeControl(verdict.reason)
    throw Object.assign(new Error(reason), { name: 'PromptGateError', stack: reason })
  })
}

async function findBase(
  { name, info, redactor }: LoadedSuite,
  results: readonly CaseResult[],
  { root, options, baseline: flag, accepting }: GateContext,
): Promise<GateBase> {
  if (accepting) return 'accepted'
  const [{ openBaselines }, { compareWithBaseline }] = await Promise.all([
    import('../../baseline/open-baselines.ts'),
    import('../../baseline/compare-with-baseline.ts'),
  ])
  try {
    const found = await openBaselines({ root, flag, plugin: options.baseline }).find(name, info.baseline)
    if (!found) return undefined
    const { baseline, source } = found
    return compareWithBaseline(results, baseline, { source, partial: true, seed: options.tune.seed })
  } catch (error) {
    throw suiteFailure(error, root, redactor)
  }
}
