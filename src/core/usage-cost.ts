import type { Prices } from './options.ts'
import { type Amount, type ModelRole, modelRoles, type Usage, type UsageByRole } from './usage.ts'

/** What calls cost in US dollars, by the price of the model that answered them one by one. */
export function costOf({ inputTokens, outputTokens }: Amount, price: Prices[string]): number {
  return (inputTokens * price.input + outputTokens * price.output) / 1_000_000
}

/** The same where some of them were answered in batches; `null` where it is not known what those cost. */
export function paidFor(usage: Usage, price: Prices[string]): number | null {
  const whole = costOf(usage, price)
  if (!usage.batched) return whole
  return price.batch === undefined ? null : whole - costOf(usage.batched, price) * (1 - price.batch)
}

/** The same for each role that made a call; `null` where it has no price. */
export function costsByRole(
  usage: UsageByRole,
  priceOf: (role: ModelRole) => Prices[string] | undefined,
): Partial<Record<ModelRole, number | null>> {
  const costs = modelRoles.flatMap((role) => {
    const used = usage[role]
    if (!used || used.calls === 0) return []
    const price = priceOf(role)
    return [[role, price ? paidFor(used, price) : null] as const]
  })
  return Object.fromEntries(costs)
}

/** The same over all roles; `null` when one that was asked has no price. */
export function costOfRoles(
  usage: UsageByRole,
  priceOf: (role: ModelRole) => Prices[string] | undefined,
): number | null {
  return Object.values(costsByRole(usage, priceOf)).reduce<number | null>(
    (sum, cost) => (sum === null || cost === null ? null : sum + cost),
    0,
  )
}
