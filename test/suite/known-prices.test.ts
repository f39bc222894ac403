import { expect, it } from 'vitest'
import { modelsSchema, pricesSchema } from '../../src/core/options.ts'
import { knownPrices } from '../../src/suite/known-prices.ts'

const prices = pricesSchema.parse({ mine: { input: 1, output: 2 }, 'gpt-4.1': { input: 9, output: 9 } })
const key = { OPENAI_API_KEY: 'test-key-not-real' }

it("OpenAI's list prices count at OpenAI, and the user's own win", () => {
  const known = knownPrices({ models: modelsSchema.parse({}), prices }, key)
  expect(known).toMatchObject({
    ...prices,
    'gpt-4o-mini': { input: 0.15, output: 0.6 },
    'gpt-5.4-mini': { input: 0.75, output: 4.5 },
  })
  expect(known['gpt-4.1-2025-04-14']).toBeUndefined()
})

it.each([
  ['another server', {}, { ...key, OPENAI_BASE_URL: 'http://localhost:11434/v1' }],
  ['another server for one role', { critic: { baseURL: 'https://gateway.example/v1' } }, key],
  ['a regional host', { target: { baseURL: 'https://eu.api.openai.com/v1' } }, key],
  ['the embedded model', {}, {}],
])('at %s only what the user says is known', (_, models, env) => {
  expect(knownPrices({ models: modelsSchema.parse(models), prices }, env)).toEqual(prices)
})
