import { countNoun } from '../../core/count-noun.ts'
import type { Budget, Prices } from '../../core/options.ts'
import { noUsage, type Usage } from '../../core/usage.ts'
import { costOf } from '../../core/usage-cost.ts'
import type { GenerateResult } from '../client.ts'
import { budgetRefusal, type RunBudget } from '../spending/run-budget.ts'
import { refused } from '../spending/spend-within.ts'

/** What batches take of the budget of a run. */
export interface BatchSpending {
  /** A request is about to be sent: the call counts at once, and its tokens by its length. Gives the refusal. */
  begin(characters: number, model: string): Promise<GenerateResult | undefined>
  /** The answers are there: counts what they took more. */
  settle(usage: Usage, model: string): Promise<void>
  /** Aborted when the minutes are over: batches are waited for no longer, and what they will answer is for a later run. */
  readonly late?: AbortSignal | undefined
  /** What then becomes of a request. */
  tooLate(): GenerateResult
}

const charactersPerToken = 4

/** All requests of a batch are under way together, so that its answers may take more than what is left in tokens and dollars. */
export function spendOnBatch(
  budget: RunBudget,
  prices: Prices,
  { minutes }: Pick<Budget, 'minutes'> = {},
): BatchSpending {
  let counted = 0
  const dollars = (usage: Usage, model: string) => {
    const price = prices[model]
    return price ? costOf(usage, price) * (price.batch ?? 1) : 0
  }
  return {
    late: minutes === undefined ? undefined : AbortSignal.timeout(minutes * 60_000),
    tooLate: () => refused(budgetRefusal(`the budget of ${countNoun(minutes ?? 0, 'minute')} is used up`)),
    async begin(characters, model) {
      const refusal = await budget.begin()
      if (refusal) return refused(refusal)
      const tokens = Math.round(characters / charactersPerToken)
      counted += tokens
      budget.end({ calls: 1, tokens, usd: dollars({ ...noUsage, inputTokens: tokens }, model) })
      return undefined
    },
    async settle(usage, model) {
      if (counted === 0 || (await budget.begin())) return
      const { inputTokens, outputTokens } = usage
      const more = { ...noUsage, inputTokens: Math.max(0, inputTokens - counted), outputTokens }
      counted = 0
      budget.end({ calls: 0, tokens: more.inputTokens + outputTokens, usd: dollars(more, model) })
    },
  }
}
