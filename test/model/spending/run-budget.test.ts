import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { remoteBudget } from '../../../src/model/spending/remote-budget.ts'
import { createRunBudget, type RunBudget } from '../../../src/model/spending/run-budget.ts'
import { serveBudget } from '../../../src/model/spending/serve-budget.ts'

const one = { calls: 1, tokens: 10, usd: 0.1 }

/** Makes calls until the budget refuses one; gives how many were made. */
async function spendAll(budget: RunBudget, most = 200): Promise<number> {
  let made = 0
  const call = async (): Promise<void> => {
    if ((await budget.begin()) !== undefined) return
    await new Promise(setImmediate)
    made += 1
    budget.end(one)
  }
  await Promise.all(Array.from({ length: most }, call))
  return made
}

describe('the budget of a run', () => {
  it('is never overspent in calls, and used up to the last one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), async (calls) => {
        const budget = createRunBudget({ calls })
        expect(await spendAll(budget)).toBe(calls)
        expect(budget.over.aborted).toBe(true)
        expect(budget.reason()).toBe(`the budget of ${calls} ${calls === 1 ? 'call' : 'calls'} is used up`)
      }),
      { numRuns: 20 },
    )
  })

  it('gives the place of a call that took nothing to one that waits', async () => {
    const budget = createRunBudget({ calls: 1 })
    expect(await budget.begin()).toBeUndefined()
    const waiting = budget.begin()
    budget.end({ calls: 0, tokens: 0, usd: 0 })
    expect(await waiting).toBeUndefined()
    expect(budget.reason()).toBeUndefined()
  })

  it.each([
    [{ tokens: 20 }, 'the budget of 20 tokens is used up'],
    [{ usd: 0.2 }, 'the budget of 0.2 US dollars is used up'],
  ])('ends with what is spent: %j', async (limits, reason) => {
    const budget = createRunBudget(limits)
    for (let call = 0; call < 2; call += 1) {
      expect(await budget.begin()).toBeUndefined()
      budget.end(one)
    }
    expect(await budget.begin()).toBe(reason)
  })

  it('ends with its minutes', async () => {
    const budget = createRunBudget({ minutes: 0.0001 })
    await new Promise((resolve) => budget.over.addEventListener('abort', resolve))
    expect(await budget.begin()).toBe('the budget of 0.0001 minutes is used up')
  })

  it('is one over all processes, and tells each of them when it is over', async () => {
    const kept = createRunBudget({ calls: 30 })
    const server = await serveBudget(() => kept)
    onTestFinished(() => server.close())
    const workers = [remoteBudget(server.port), remoteBudget(server.port)]
    const made = await Promise.all([...workers.map((worker) => spendAll(worker)), spendAll(kept, 40)])
    expect(made.reduce((sum, count) => sum + count)).toBe(30)
    for (const worker of workers) {
      if (!worker.over.aborted) await new Promise((resolve) => worker.over.addEventListener('abort', resolve))
      expect(worker.reason()).toBe('the budget of 30 calls is used up')
    }
  })

  it('where its keeper has gone nothing is spent', async () => {
    const server = await serveBudget(() => createRunBudget({ calls: 5 }))
    const worker = remoteBudget(server.port)
    expect(await worker.begin()).toBeUndefined()
    server.close()
    await new Promise((resolve) => worker.over.addEventListener('abort', resolve))
    expect(await worker.begin()).toContain('has ended')
  })
})
