import type { Prices } from './options.ts'

/**
 * US dollars for a million tokens of common models at OpenAI itself, at its standard rate and without its discounts, but for that of
 * its Batch API, which halves the price of these models; those of gpt-5.4 and gpt-5.5 for prompts of up to 272,000 tokens, above which they are higher.
 * As several public copies of its price list, made from March to June 2026, agree on. Only exact names: what is not here is unknown.
 */
export const defaultPrices: Prices = {
  'gpt-5.5': { input: 5, output: 30, batch: 0.5 },
  'gpt-5.4': { input: 2.5, output: 15, batch: 0.5 },
  'gpt-5.4-mini': { input: 0.75, output: 4.5, batch: 0.5 },
  'gpt-5.4-nano': { input: 0.2, output: 1.25, batch: 0.5 },
  'gpt-5.2': { input: 1.75, output: 14, batch: 0.5 },
  'gpt-5.1': { input: 1.25, output: 10, batch: 0.5 },
  'gpt-5': { input: 1.25, output: 10, batch: 0.5 },
  'gpt-5-mini': { input: 0.25, output: 2, batch: 0.5 },
  'gpt-5-nano': { input: 0.05, output: 0.4, batch: 0.5 },
  'gpt-4.1': { input: 2, output: 8, batch: 0.5 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6, batch: 0.5 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4, batch: 0.5 },
  'gpt-4o': { input: 2.5, output: 10, batch: 0.5 },
  'gpt-4o-mini': { input: 0.15, output: 0.6, batch: 0.5 },
  o3: { input: 2, output: 8, batch: 0.5 },
  'o4-mini': { input: 1.1, output: 4.4, batch: 0.5 },
  'o3-mini': { input: 1.1, output: 4.4, batch: 0.5 },
  'text-embedding-3-small': { input: 0.02, output: 0, batch: 0.5 },
  'text-embedding-3-large': { input: 0.13, output: 0, batch: 0.5 },
}
