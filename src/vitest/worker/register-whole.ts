import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { TestContext } from 'vitest'
import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import { groupDigits } from '../../core/group-digits.ts'
import { suiteSlug } from '../../core/suite-slug.ts'
import { redactResult } from '../../evaluate/redact-result.ts'
import { evaluateTrials } from '../../evaluate/trials/evaluate-trials.ts'
import { withoutContent } from '../../report/ids-only.ts'
import { trialRuleOf } from '../../suite/trial-rule-of.ts'
import { writeResults } from '../results-file.ts'
import type { BatchedContext } from './batched-context.ts'
import { casesFailure } from './case-failure.ts'
import { leaveInterrupts } from './leave-interrupts.ts'
import type { LoadedSuite } from './load-suite.ts'
import { planSuite } from './plan-suite.ts'
import { redactThrown } from './redact-thrown.ts'
import { registerBatches } from './register-batches.ts'
import { registerSensitivity } from './register-sensitivity.ts'
import { skippedResult } from './skipped-result.ts'

/**
 * Registers one test for all cases of a large suite. Its results go to the main process in a file, so that no process holds more of
 * them than it has to; Ctrl-C while they are judged leaves their answers in the cache.
 */
export function registerWhole(suite: LoadedSuite, context: BatchedContext): void {
  const { cases, options, spec } = suite
  const { runner, rerun, model } = context
  const title = `${groupDigits(cases.length)} cases`
  const leftOut = cases.some(({ only }) => only)
  const isAsked = (item: Case) =>
    !item.skip && (!leftOut || item.only === true) && (!rerun || rerun.asks(item))
  const asked = cases.filter(isAsked)
  const plan = planSuite(suite, asked, (item) => trialRuleOf(item, options), model)
  const { ready } = registerBatches({
    ...context,
    suite,
    casesOf: (names) => (names.includes(title) ? asked : []),
  })
  leaveInterrupts(runner)
  // What varies them reads them.
  const results = new Map<string, CaseResult>()

  const judge = async ({ task, signal }: TestContext): Promise<void> => {
    await ready({ task, signal })
    const path = join(context.root, '.prompt-retune', 'batches', `${suiteSlug(suite.name)}.results.jsonl`)
    await mkdir(dirname(path), { recursive: true })
    const file = writeResults(path)
    const failing = collectFailing(suite, context)
    const add = (result: CaseResult) => {
      file.add(result)
      if (options.perturb) results.set(result.id, withoutTexts(result))
    }
    try {
      for (const item of cases) {
        if (isAsked(item)) continue
        const known = item.skip ? redactResult(skippedResult(item), spec.redactor) : rerun?.resultOf(item)
        if (known) add(known)
      }
      await evaluateAll(asked, suite, context, signal, (result) => {
        add(result)
        failing.add(result)
      })
    } finally {
      file.end()
    }
    if (signal.aborted) return
    const info = rerun ? { ...suite.info, kept: rerun.kept, note: rerun.note } : suite.info
    task.meta.promptRetune = { type: 'cases', suite: suite.name, file: path, info, leftOut }
    failing.fail()
  }
  const meta = plan ? { meta: { promptRetune: { ...plan, tests: 1, batched: true } } } : {}
  runner.test(title, { timeout: 0, retry: 0, repeats: 0, concurrent: false, ...meta }, judge)
  // The gate is judged in the main process, which has all results anyway.
  if (options.perturb) registerSensitivity(suite, options.perturb, () => results, context)
}

/** What variants go by: a hundred thousand results with their texts would be much of what a process may take. */
function withoutTexts(result: CaseResult): CaseResult {
  return { ...withoutContent(result), ...(result.error ? { error: result.error } : {}), usage: {} }
}

/**
 * As many cases are under way at once as would be with a test for each, but none is begun while the one before may end at once, as it
 * does with a kept answer: what thousands of unfinished cases hold would be cleared away late.
 */
async function evaluateAll(
  cases: readonly Case[],
  suite: LoadedSuite,
  { model, options: { limits } }: BatchedContext,
  signal: AbortSignal,
  add: (result: CaseResult) => void,
): Promise<void> {
  const limit = pLimit(limits.concurrency * 4)
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  for (const item of cases) {
    const rule = trialRuleOf(item, suite.options)
    const one: Promise<void> = limit(() => evaluateTrials(item, suite.spec, rule, { model, signal }))
      .then(
        (result) => {
          if (!signal.aborted) add(result)
        },
        (thrown: unknown) => failures.push(redactThrown(thrown, suite.redactor)),
      )
      .then(() => void underWay.delete(one))
    underWay.add(one)
    await setImmediate()
    if (limit.pendingCount > 0) await Promise.race(underWay)
    if (signal.aborted || failures.length > 0) break
  }
  await Promise.all(underWay)
  if (failures.length > 0) throw failures[0]
}

/** Under a gate a failed case does not fail the test, and under `maxErrors` an errored one does not. */
function collectFailing({ options }: LoadedSuite, context: BatchedContext) {
  const tolerant = (options.maxErrors ?? context.options.maxErrors) > 0
  let count = 0
  let first: CaseResult | undefined
  return {
    add(result: CaseResult) {
      const { verdict, critical } = result
      const bound = verdict === 'failed' ? !options.gate : verdict === 'error' && !tolerant
      if (!bound && !(critical && (verdict === 'failed' || verdict === 'error'))) return
      count += 1
      first ??= result
    },
    fail() {
      if (!first) return
      const telling = context.options.report === 'ids-only' ? withoutContent(first) : first
      throw casesFailure(telling, count, context.root)
    },
  }
}
