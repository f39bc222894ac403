import pLimit from 'p-limit'
import { hashValue } from '../../core/canonical-hash.ts'
import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import type { ResolvedOptions } from '../../core/options.ts'
import type { Shard } from '../../core/shard.ts'
import { redactResult } from '../../evaluate/redact-result.ts'
import { evaluateTrials } from '../../evaluate/trials/evaluate-trials.ts'
import type { ModelClient } from '../../model/client.ts'
import type { RunBudget } from '../../model/spending/run-budget.ts'
import { describeFailure } from '../../report/describe-failure.ts'
import { withoutContent } from '../../report/ids-only.ts'
import { trialRuleOf } from '../../suite/trial-rule-of.ts'
import type { RetuneTaskMeta } from '../channel.ts'
import { caseFailure, suiteFailure } from './case-failure.ts'
import { leaveInterrupts } from './leave-interrupts.ts'
import type { LoadedSuite } from './load-suite.ts'
import { nameOfTest } from './name-of-test.ts'
import { planSuite } from './plan-suite.ts'
import type { BatchFill } from './register-batches.ts'
import type { GateContext } from './register-gate.ts'
import { registerVerdict } from './register-verdict.ts'
import type { Rerun } from './rerun.ts'
import { skippedResult } from './skipped-result.ts'
import { spendOnTarget } from './spend-on-target.ts'
import { takePart } from './take-part.ts'
import { takeTurns } from './take-turns.ts'
import { triesBefore } from './tries-before.ts'

/** Cases that begin together: their calls are under way while the next ones are prepared. */
const casesAtOnce = 32

export interface CasesContext extends GateContext {
  readonly options: ResolvedOptions
  readonly model: ModelClient
  /** What the run may spend, where that is limited. */
  readonly budget?: RunBudget | undefined
  /** Set under `--only`. */
  readonly rerun?: Rerun | undefined
  /** Waits until the cases can be judged, where they are asked in batches. */
  readonly ready?: BatchFill['ready'] | undefined
  /** Set where only a part of the cases is to run. */
  readonly shard?: Shard | undefined
}

/**
 * Registers a test for each case, and one for the gate. Under a gate a failing case does not fail the run: its test is marked
 * skipped with what went wrong, and is counted in the report. A case that could not be asked always fails.
 */
export function registerCases(suite: LoadedSuite, context: CasesContext): void {
  const { name, options } = suite
  const spec = spendOnTarget(suite.spec, context.budget)
  const info = {
    ...suite.info,
    ...(context.rerun ? { kept: context.rerun.kept, note: context.rerun.note } : {}),
    ...(context.shard ? { rows: hashValue(suite.cases.map(({ id }) => id).sort(), 12) } : {}),
  }
  const cases = context.shard ? takePart(suite.cases, context.shard, context.runner) : suite.cases
  const { root, model } = context
  const { test } = context.runner
  // Whether messages may quote inputs and outputs.
  const { limits, report: shown } = context.options
  // By id, since Vitest may try a case again.
  const results = new Map<string, CaseResult>()
  // Vitest starts more tests than calls may run, so that a call waiting for its retry holds up nobody; a custom target has only this bound.
  const limit = spec.target ? pLimit(limits.concurrency) : undefined
  const tolerant = (options.maxErrors ?? context.options.maxErrors) > 0
  const { rerun } = context
  // The case that told what the suite is tells it again when Vitest tries it again, which replaces what it said.
  let teller: string | undefined
  const notAsked = new Set<string>()
  const turn = takeTurns(casesAtOnce)
  const firstOfKind = (message: string) => !notAsked.has(message) && notAsked.add(message).size > 0

  const report = (result: CaseResult, leftOut = false): RetuneTaskMeta => {
    results.set(result.id, result)
    if (leftOut && cases.some(({ skip }) => !skip)) return { type: 'case', suite: name, result }
    teller ??= result.id
    return { type: 'case', suite: name, result, ...(teller === result.id ? { info } : {}) }
  }

  leaveInterrupts(context.runner)

  const asked = cases.filter((item) => !item.skip && (!rerun || rerun.asks(item)))
  const plan = planSuite(suite, asked, (item) => trialRuleOf(item, options), model)
  const [first] = asked
  const batched = context.ready !== undefined

  for (const item of cases) {
    const testOptions = {
      timeout: 0,
      concurrent: true,
      tags: testTags(item),
      ...(item.only ? { only: true } : {}),
    }
    const testName = nameOfTest(item, spec.redactor, shown)
    if (item.skip) {
      test(testName, {
        ...testOptions,
        skip: true,
        meta: { promptRetune: report(redactResult(skippedResult(item), spec.redactor), true) },
      }, () => {})
      continue
    }
    if (rerun && !rerun.asks(item)) {
      const known = rerun.resultOf(item)
      const meta = known ? { promptRetune: report(known) } : {}
      test(testName, { ...testOptions, skip: true, meta }, () => {})
      continue
    }
    const meta = plan && item === first ? { meta: { promptRetune: { ...plan, batched } } } : {}
    test(testName, { ...testOptions, ...meta }, async ({ task, signal, skip }) => {
      await turn()
      await context.ready?.({ task, signal })
      if (signal.aborted) return
      const rule = trialRuleOf(item, options)
      const firstTrial = triesBefore(task) * rule.trials
      const result = await evaluateTrials(item, spec, rule, { model, signal, limit, firstTrial }).catch(
        (thrown: unknown) => {
          throw suiteFailure(thrown, root, suite.redactor)
        },
      )
      // Vitest has ended a cancelled test already; a later run is to find it unasked.
      if (signal.aborted) return
      task.meta.promptRetune = report(result)
      if (result.verdict === 'passed') return
      if (result.skipped === 'budget') skip('not asked: the budget of the run is used up')
      if (result.verdict === 'skipped') skip('not scored: every scorer returned null')
      const telling = shown === 'ids-only' ? withoutContent(result) : result
      if (result.verdict === 'failed' && options.gate && !result.critical)
        skip(`failed: ${describeFailure(telling)}`)
      if (result.verdict === 'error' && tolerant && !result.critical) skip('could not be asked or scored')
      // One failing test says why a server is asked no more, and thousands need not.
      if (result.error?.kind === 'not-asked' && !firstOfKind(result.error.message)) skip('not asked any more')
      throw caseFailure(telling, root)
    })
  }

  registerVerdict({ ...suite, spec }, () => results, context)
}

/** Vitest's own tag filter works on the row's tags that its syntax can express. */
function testTags({ tags }: Case): string[] {
  return tags.filter((tag) => /^[\p{L}\p{N}][\p{L}\p{N}_./:-]*$/u.test(tag) && !/^(and|or|not)$/i.test(tag))
}
