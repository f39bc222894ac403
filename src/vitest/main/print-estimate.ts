import { setImmediate } from 'node:timers/promises'
import type { TestModule } from 'vitest/node'
import type { RunTopics } from '../../baseline/baseline-of-run.ts'
import type { ResolvedOptions } from '../../core/options.ts'
import {
  addUsageByRole,
  modelRoles,
  noUsage,
  type Usage,
  type UsageByRole,
  wholeUsage,
} from '../../core/usage.ts'
import { costOfRoles } from '../../core/usage-cost.ts'
import type { ModelClient } from '../../model/client.ts'
import { isLimited } from '../../model/spending/run-budget.ts'
import { describePlan } from '../../report/describe-plan.ts'
import { type PlanMeta, planMetaSchema } from '../channel.ts'

/** From so many calls on a suite says beforehand what it may take; with a budget it always does. */
const many = 200

export interface EstimateContext {
  readonly options: ResolvedOptions
  readonly model: ModelClient
  lastRun(): Promise<RunTopics | undefined>
}

/**
 * Prints what the suites of a test file are about to ask, a line each; nothing where nothing is paid for. Vitest is answered first:
 * the worker waits for that before its first call.
 */
export async function printEstimate(
  module: TestModule,
  { print, ...context }: EstimateContext & { print(line: string): void },
): Promise<void> {
  await setImmediate()
  for (const line of await estimateModule(module, context)) print(line)
}

async function estimateModule(
  module: TestModule,
  { options, model, lastRun }: EstimateContext,
): Promise<string[]> {
  if (model.simulated || options.record === 'replay') return []
  const plans: PlanMeta[] = []
  const running = new Map<string, number>()
  for (const testCase of module.children.allTests()) {
    const { parent, options: given } = testCase
    if (given.mode === 'run' && parent.type === 'suite')
      running.set(parent.name, (running.get(parent.name) ?? 0) + 1)
    // A rerun of a part brings thousands of results along.
    const told = testCase.meta().promptRetune
    const plan = told?.type === 'plan' ? planMetaSchema.safeParse(told).data : undefined
    if (plan) plans.push(plan)
  }
  // A filter may leave out tests.
  const asked = plans
    .map((plan) => {
      const share = Math.min(1, (running.get(plan.suite) ?? 0) / (plan.tests ?? plan.cases))
      const { calls = 0, paraphrases = 0 } = plan.variants ?? {}
      const part = (count: number) => Math.round(count * share)
      const [own, held] = [part(plan.calls), part(plan.held)]
      const [ofVariants, restated] = [part(calls), part(paraphrases)]
      return { ...plan, own, held, ofVariants, paraphrases: restated, calls: own + ofVariants }
    })
    .filter(({ calls, held }) => calls >= many || (calls + held > 0 && isLimited(options.budget)))
  if (asked.length === 0) return []
  const last = await lastRun()
  return asked.map((plan) => {
    const { suite, calls, held, ofVariants, paraphrases } = plan
    const before = usageBefore(suite, last, options)
    const usage = scaleUsage(before ?? {}, calls / (before?.target?.calls ?? 1))
    const inputTokens = plan.own * plan.promptTokens + ofVariants * (plan.variants?.promptTokens ?? 0)
    const target = { ...noUsage, ...usage.target, calls, inputTokens }
    const expected = {
      ...usage,
      target: plan.batched && calls > 0 ? inBatches(target, plan.own / calls) : target,
    }
    const dollars =
      before && costOfRoles(expected, (role) => options.prices[model.modelName(role, plan.model)])
    return describePlan({
      suite,
      held,
      ofVariants,
      paraphrases,
      expected,
      known: before !== undefined,
      dollars,
      budget: options.budget,
    })
  })
}

/** Variants are asked one by one. */
function inBatches(usage: Usage, share: number): Usage {
  const { inputTokens, outputTokens } = usage
  const batched = {
    calls: Math.round(usage.calls * share),
    inputTokens: inputTokens * share,
    outputTokens: outputTokens * share,
  }
  return { ...usage, batched }
}

/** What a suite took in the last run, what was kept counted as asked for; `undefined` where its target did not answer. */
function usageBefore(
  suite: string,
  last: RunTopics | undefined,
  { diagnose }: ResolvedOptions,
): UsageByRole | undefined {
  const report = last?.suites.find(({ name }) => name === suite)
  const ofCases = wholeUsageByRole(report?.metrics.usage ?? {})
  if (!ofCases.target) return undefined
  const usage = addUsageByRole(ofCases, wholeUsageByRole(report?.sensitivity?.usage ?? {}))
  return diagnose.mode === 'llm'
    ? addUsageByRole(usage, wholeUsageByRole(report?.diagnosis?.usage ?? {}))
    : usage
}

function wholeUsageByRole(usage: UsageByRole): UsageByRole {
  return mapUsage(usage, wholeUsage)
}

function scaleUsage(usage: UsageByRole, share: number): UsageByRole {
  return mapUsage(usage, ({ calls, inputTokens, outputTokens }) => ({
    calls: Math.round(calls * share),
    inputTokens: inputTokens * share,
    outputTokens: outputTokens * share,
  }))
}

function mapUsage(usage: UsageByRole, change: (used: Usage) => Usage): UsageByRole {
  const changed = modelRoles.flatMap((role) => {
    const used = usage[role] && change(usage[role])
    return used && used.calls > 0 ? [[role, used] as const] : []
  })
  return Object.fromEntries(changed)
}
