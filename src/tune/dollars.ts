import { retuneError } from '../core/errors.ts'
import { type ModelRole, modelRoles, noUsage, type UsageByRole } from '../core/usage.ts'
import { costOf } from '../core/usage-cost.ts'
import type { TuneInput } from './tune-input.ts'

/**
 * What calls cost in US dollars, by the prices of the models that play the roles.
 *
 * @throws RetuneError `TUNE_UNKNOWN_PRICE` when one that may be asked has no price
 */
export function dollarsOf(input: TuneInput): (usage: UsageByRole) => number {
  const { model, prompt, prices = {} } = input
  const priceOf = (role: ModelRole) => prices[model.modelName(role, prompt.settings.model)]
  const unknown = askedRoles(input).filter((role) => priceOf(role) === undefined)
  const names = unknown.map((role) => model.modelName(role, prompt.settings.model))
  const models = [...new Set([...(input.spec.target ? ["the suite's own target"] : []), ...names])]
  if (models.length > 0) throw retuneError('TUNE_UNKNOWN_PRICE', { wanted: 'a budget in US dollars', models })
  return (usage) =>
    modelRoles.reduce((sum, role) => {
      const price = priceOf(role)
      return price ? sum + costOf(usage[role] ?? noUsage, price) : sum
    }, 0)
}

/** @throws RetuneError `TUNE_UNKNOWN_PRICE` for a budget in dollars that cannot be kept */
export function checkPrices(input: TuneInput): void {
  if (input.options.budget.usd !== undefined) dollarsOf(input)
}

/** The roles that a tuning may ask. */
function askedRoles({ spec, diagnosis }: TuneInput): ModelRole[] {
  // A scorer reaches a model through its second parameter only.
  const judged = spec.scorers.some((scorer) => scorer.length > 1)
  return [
    ...(spec.target ? [] : (['target'] as const)),
    'optimizer',
    ...(diagnosis.mode === 'llm' ? (['critic', 'embedder'] as const) : []),
    ...(judged ? (['judge'] as const) : []),
  ]
}
