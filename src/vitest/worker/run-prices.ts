import { retuneError } from '../../core/errors.ts'
import type { ResolvedOptions } from '../../core/options.ts'
import type { ModelRole } from '../../core/usage.ts'
import type { ModelClient } from '../../model/client.ts'
import type { LoadedSuite } from './load-suite.ts'

/** @throws RetuneError RUN_UNKNOWN_PRICE for a budget in dollars that cannot be kept, before anything is asked */
export function checkRunPrices(
  { spec, prompt, options: { perturb } }: Pick<LoadedSuite, 'spec' | 'prompt' | 'options'>,
  { budget, prices, diagnose }: ResolvedOptions,
  model: ModelClient,
): void {
  if (budget.usd === undefined || model.simulated) return
  const roles: ModelRole[] = [
    ...(spec.target ? [] : (['target'] as const)),
    ...(perturb?.kinds.includes('paraphrase') ? (['critic'] as const) : []),
    ...(diagnose.mode === 'llm' ? (['critic', 'embedder'] as const) : []),
    // A scorer reaches a model through its second parameter only.
    ...(spec.scorers.some((scorer) => scorer.length > 1) ? (['judge'] as const) : []),
  ]
  const names = roles.map((role) => model.modelName(role, prompt.settings.model))
  const unknown = [...new Set(names.filter((name) => prices[name] === undefined))]
  const models = [...(spec.target ? ["the suite's own target"] : []), ...unknown]
  if (models.length > 0) throw retuneError('RUN_UNKNOWN_PRICE', { models })
}
