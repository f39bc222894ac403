import type { Budget, Prices } from '../core/options.ts'
import { costOf } from '../core/usage-cost.ts'
import { oneLine } from './escape-control.ts'
import { formatDollars, formatTokens, plural } from './format-number.ts'

/** What a suite will ask its target model at most. */
export interface RunPlan {
  readonly suite: string
  readonly calls: number
  /** Of one prompt, by its characters. */
  readonly promptTokens: number
  /** Of one answer, by the last run. */
  readonly answerTokens: number | undefined
  readonly price: Prices[string] | undefined
  readonly budget: Budget
  readonly cached: boolean
}

/**
 * `ticket triage: up to 5,000 calls, about 1.2M tokens in and 300k out (by the last run), 4.80 US dollars, less what the cache holds; judge and
 * diagnosis come on top`
 */
export function describePlan({ suite, calls, promptTokens, answerTokens, price, budget, cached }: RunPlan) {
  const inputTokens = calls * promptTokens
  const outputTokens = calls * (answerTokens ?? 0)
  const known = answerTokens !== undefined
  const dollars = price && known ? costOf({ calls, inputTokens, outputTokens }, price) : undefined
  const out = known
    ? ` and ${formatTokens(outputTokens)} out (by the last run)`
    : ', those of the answers unknown'
  const over = [
    calls > (budget.calls ?? Number.POSITIVE_INFINITY),
    inputTokens + outputTokens > (budget.tokens ?? Number.POSITIVE_INFINITY),
    (dollars ?? 0) > (budget.usd ?? Number.POSITIVE_INFINITY),
  ].some(Boolean)
  const parts = [
    `${oneLine(suite, 200)}: up to ${calls.toLocaleString('en-US')} ${plural(calls, 'call').split(' ')[1]}`,
    `about ${formatTokens(inputTokens)} tokens in${out}`,
    ...(dollars === undefined ? [] : [`${formatDollars(dollars)} US dollars`]),
    ...(cached ? ['less what the cache holds'] : []),
  ]
  return `${parts.join(', ')}; judge and diagnosis come on top${over ? '. That is more than the budget of the run' : ''}`
}
