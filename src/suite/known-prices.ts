import { defaultPrices } from '../core/default-prices.ts'
import type { Models, Prices } from '../core/options.ts'
import { modelRoles } from '../core/usage.ts'
import { type Environment, isOpenAIItself, resolveAccess } from '../model/resolve-connection.ts'

/** The user's prices and, where every role is asked at OpenAI itself, the list prices of common models: other servers have others. */
export function knownPrices(
  { models, prices }: { readonly models: Models; readonly prices: Prices },
  env: Environment,
): Prices {
  const { key } = resolveAccess('target', models, env)
  const atOpenAI = modelRoles.every((role) => isOpenAIItself(resolveAccess(role, models, env).url))
  return key !== undefined && atOpenAI ? { ...defaultPrices, ...prices } : prices
}
