import { expect, test } from 'vitest'
import { costOf, costOfRoles } from '../../src/core/usage-cost.ts'

const used = { calls: 2, inputTokens: 1_000_000, outputTokens: 500_000 }
const cheap = { input: 1, output: 2 }

test('prices are for a million tokens', () => {
  expect(costOf(used, { input: 2, output: 8 })).toBe(6)
})

test('all roles together, as long as every model that was asked has a price', () => {
  const usage = { target: used, critic: used }
  expect(costOfRoles(usage, () => cheap)).toBe(4)
  expect(costOfRoles(usage, (role) => (role === 'target' ? cheap : undefined))).toBeNull()
  const unasked = { calls: 0, inputTokens: 0, outputTokens: 0 }
  expect(
    costOfRoles({ target: used, judge: unasked }, (role) => (role === 'target' ? cheap : undefined)),
  ).toBe(2)
  expect(costOfRoles({}, () => undefined)).toBe(0)
})

test('what was answered in batches costs its share of the price, and is not known without one', () => {
  const half = { calls: 1, inputTokens: 500_000, outputTokens: 250_000 }
  const usage = { target: { ...used, batched: half } }
  expect(costOfRoles(usage, () => cheap)).toBeNull()
  expect(costOfRoles(usage, () => ({ ...cheap, batch: 0.5 }))).toBe(1.5)
  expect(costOfRoles({ target: { ...used, batched: used } }, () => ({ ...cheap, batch: 0.5 }))).toBe(1)
})
