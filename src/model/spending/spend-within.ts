import type { CaseError } from '../../core/case-result.ts'
import { retuneError } from '../../core/errors.ts'
import type { Prices } from '../../core/options.ts'
import { noUsage, type Usage } from '../../core/usage.ts'
import { costOf } from '../../core/usage-cost.ts'
import type { CallOptions, ModelClient } from '../client.ts'
import { askedModel } from '../model-names.ts'
import { budgetRefusal, type RunBudget, type Spent } from './run-budget.ts'

export interface SpendWithinOptions {
  readonly model: ModelClient
  readonly budget: RunBudget
  /** Set where dollars are limited: every model that is asked must have a price. */
  readonly prices: Prices | undefined
}

interface Answer {
  readonly status: 'ok' | 'failed' | 'error'
  readonly usage: Usage
  readonly error?: CaseError
}

/**
 * The same door as long as the budget lasts; then every call is an error of the kind `budget`, also one that still waited for its turn.
 *
 * @throws RetuneError (from `generate` and `embed`) RUN_UNKNOWN_PRICE
 */
export function spendWithin({ model, budget, prices }: SpendWithinOptions): ModelClient {
  async function spend<Result extends Answer>(
    name: string,
    options: CallOptions,
    call: (options: CallOptions) => Promise<Result>,
  ): Promise<Result | Refused> {
    const price = prices?.[name]
    if (prices && !price && !model.simulated) throw retuneError('RUN_UNKNOWN_PRICE', { models: [name] })
    const refusal = await budget.begin()
    if (refusal) return refused(refusal)
    let spent: Spent = { calls: 0, tokens: 0, usd: 0 }
    try {
      const stop = options.stop ? AbortSignal.any([options.stop, budget.over]) : budget.over
      const result = await call({ ...options, stop })
      const { calls, inputTokens, outputTokens } = result.usage
      spent = { calls, tokens: inputTokens + outputTokens, usd: price ? costOf(result.usage, price) : 0 }
      const dropped = result.status === 'error' && result.error?.kind === 'aborted' && budget.over.aborted
      return dropped && !options.signal?.aborted
        ? refused(budget.refusal() ?? budgetRefusal('it is used up'))
        : result
    } finally {
      budget.end(spent)
    }
  }

  return {
    generate: (request, options = {}) =>
      spend(askedModel(request, model), options, (more) => model.generate(request, more)),
    embed: (texts, options = {}) =>
      spend(model.modelName('embedder'), options, (more) => model.embed(texts, more)),
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    get simulated() {
      return model.simulated
    },
  }
}

type Refused = ReturnType<typeof refused>

export function refused(error: CaseError) {
  return { status: 'error' as const, error, usage: noUsage }
}
