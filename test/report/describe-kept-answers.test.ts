import { describe, expect, it } from 'vitest'
import { pluginOptionsSchema } from '../../src/core/options.ts'
import { addUsageByRole, cachedUsage, type UsageByRole } from '../../src/core/usage.ts'
import { costOfRoles } from '../../src/core/usage-cost.ts'
import { describeKeptAnswers } from '../../src/report/describe-kept-answers.ts'

const asked = { calls: 1, inputTokens: 1_000, outputTokens: 100 }
const none = { calls: 0, inputTokens: 0, outputTokens: 0 }
const cached = { ...none, cached: { calls: 3, inputTokens: 3_000_000, outputTokens: 1_000_000 } }

describe('answers that were kept', () => {
  it('are counted apart from those that were paid for, and priced', () => {
    const usage = addUsageByRole({ target: asked }, { target: cached, critic: asked })
    expect(usage.target).toEqual({ ...asked, cached: cached.cached })
    const { prices } = pluginOptionsSchema.parse({ prices: { 'gpt-4.1': { input: 2, output: 8 } } })
    const saved = costOfRoles(cachedUsage(usage), () => prices['gpt-4.1'])
    expect(describeKeptAnswers(usage, saved)).toEqual([
      '3 of 5 answers from the cache (60%), which saves 4M tokens, 14.00 US dollars',
    ])
    expect(costOfRoles(usage, () => prices['gpt-4.1'])).toBeCloseTo(2 * 0.0028)
  })

  it('tell of no money where the price is not known, and nothing where none was kept', () => {
    const usage: UsageByRole = { target: cached }
    expect(describeKeptAnswers(usage, null)).toEqual([
      '3 of 3 answers from the cache (100%), which saves 4M tokens',
    ])
    expect(describeKeptAnswers({ target: asked }, undefined)).toEqual([])
  })

  it('say so when they come from a recording', () => {
    const replayed = { ...none, replayed: asked }
    expect(describeKeptAnswers({ target: replayed, judge: replayed }, undefined)).toEqual([
      '2 answers replayed',
    ])
    expect(describeKeptAnswers({ target: replayed, critic: asked }, undefined)).toEqual([
      '1 of 2 answers replayed',
    ])
  })
})
