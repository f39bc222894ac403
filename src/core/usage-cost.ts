import type { Prices } from './options.ts'
import type { Usage } from './usage.ts'

/** What calls cost in US dollars, by the price of the model that answered them. */
export function costOf({ inputTokens, outputTokens }: Usage, price: Prices[string]): number {
  return (inputTokens * price.input + outputTokens * price.output) / 1_000_000
}
