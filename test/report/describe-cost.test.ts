import { expect, it } from 'vitest'
import { describeCost } from '../../src/report/describe-cost.ts'

it.each([
  [{ target: 0.4, critic: 0.02 }, '0.42 US dollars: target 0.40, critic 0.02'],
  [{ target: 0.4 }, '0.40 US dollars'],
  [{ target: 0.4, critic: null }, 'at least 0.40 US dollars: target 0.40, critic unknown'],
  [{ target: null }, undefined],
  [{}, undefined],
])('what calls cost by role: %j', (costs, words) => {
  expect(describeCost(costs)).toBe(words)
})
