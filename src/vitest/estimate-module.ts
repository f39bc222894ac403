import type { TestModule } from 'vitest/node'
import type { RunTopics } from '../baseline/baseline-of-run.ts'
import type { ResolvedOptions } from '../core/options.ts'
import { addUsage, noUsage } from '../core/usage.ts'
import type { ModelClient } from '../model/client.ts'
import { isLimited } from '../model/spending/run-budget.ts'
import { describePlan } from '../report/describe-plan.ts'
import { type PlanMeta, planMetaSchema } from './channel.ts'

/** From so many calls on a suite says beforehand what it may take; with a budget it always does. */
const many = 200

export interface EstimateContext {
  readonly options: ResolvedOptions
  readonly model: ModelClient
  lastRun(): Promise<RunTopics | undefined>
}

/** What the suites of a test file are about to ask, a line each; nothing where nothing is paid for. */
export async function estimateModule(
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
    .map((plan) => ({
      ...plan,
      calls: Math.round(plan.calls * Math.min(1, (running.get(plan.suite) ?? 0) / plan.cases)),
    }))
    .filter(({ calls }) => calls >= many || (calls > 0 && isLimited(options.budget)))
  if (asked.length === 0) return []
  const last = await lastRun()
  return asked.map(({ suite, calls, promptTokens, model: promptModel }) =>
    describePlan({
      suite,
      calls,
      promptTokens,
      answerTokens: answerTokens(suite, last),
      price: options.prices[model.modelName('target', promptModel)],
      budget: options.budget,
      cached: options.cache !== false,
    }),
  )
}

function answerTokens(suite: string, last: RunTopics | undefined): number | undefined {
  const used = last?.suites.find(({ name }) => name === suite)?.metrics.usage?.target
  if (!used) return undefined
  const { calls, outputTokens } = addUsage(addUsage(used, used.cached ?? noUsage), used.replayed ?? noUsage)
  return calls === 0 ? undefined : outputTokens / calls
}
