import type { Budget, Limits, Models, Prices } from '../core/options.ts'
import { canEmbed } from '../embedded/can-embed.ts'
import type { ModelClient } from '../model/client.ts'
import { createModelClient } from '../model/create-model-client.ts'
import type { CallPermits } from '../model/pace/call-permits.ts'
import { remotePermits } from '../model/pace/remote-permits.ts'
import type { RunBudget } from '../model/spending/run-budget.ts'
import { spendWithin } from '../model/spending/spend-within.ts'

/** What a door to the models is made of. */
export interface ModelAccess {
  readonly options: {
    readonly models: Models
    readonly limits: Limits
    readonly budget?: Budget
    readonly prices?: Prices
  }
  /** Where the embedded model listens, when it stands in for a role. */
  readonly embeddedURL?: string | undefined
  /** Where the process listens that keeps the rates of the run, when `limits` has any. */
  readonly permitPort?: number | undefined
  /** Those of this process, in place of that. */
  readonly permits?: CallPermits | undefined
  /** What the run may spend, where that is limited. */
  readonly budget?: RunBudget | undefined
}

/** The door to the models that the options and the embedded model give. */
export function openModel({ options, embeddedURL, permitPort, permits, budget }: ModelAccess): ModelClient {
  const model = createModelClient({
    models: options.models,
    limits: options.limits,
    permits: permits ?? (permitPort === undefined ? undefined : remotePermits(permitPort)),
    ...(embeddedURL === undefined ? {} : { embedded: { baseURL: embeddedURL, canPlay: canEmbed } }),
  })
  const prices = options.budget?.usd === undefined ? undefined : options.prices
  return budget ? spendWithin({ model, budget, prices }) : model
}
