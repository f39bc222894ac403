import type { Prices } from './options.ts'
import { type ModelRole, modelRoles, type Usage, type UsageByRole } from './usage.ts'

/** What calls cost in US dollars, by the price of the model that answered them. */
export function costOf({ inputTokens, outputTokens }: Usage, price: Prices[string]): number {
  return (inputTokens * price.input + outputTokens * price.output) / 1_000_000
}

/** The same over all roles; `null` when one that was asked has no price. */
export function costOfRoles(
  usage: UsageByRole,
  priceOf: (role: ModelRole) => Prices[string] | undefined,
): number | null {
  const costs = modelRoles.flatMap((role) => {
    const used = usage[role]
    if (!used || used.calls === 0) return []
    const price = priceOf(role)
    return [price ? costOf(used, price) : null]
  })
  return costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0)
}
