import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { remoteBudget } from '../../../src/model/spending/remote-budget.ts'
import { createRunBudget, type RunBudget } from '../../../src/model/spending/run-budget.ts'
import { serveBudget } from '../../../src/model/spending/serve-budget.ts'

const usedUp = (spent: string) => ({
  kind: 'budget',
  message: `Not asked: the budget of ${spent} is used up.`,
})

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
        expect(budget.refusal()).toEqual(usedUp(`${calls} ${calls === 1 ? 'call' : 'calls'}`))
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
    expect(budget.refusal()).toBeUndefined()
  })

  it.each([
    [{ tokens: 20 }, '20 tokens'],
    [{ usd: 0.2 }, '0.2 US dollars'],
  ])('ends with what is spent: %j', async (limits, spent) => {
    const budget = createRunBudget(limits)
    for (let call = 0; call < 2; call += 1) {
      expect(await budget.begin()).toBeUndefined()
      budget.end(one)
    }
    expect(await budget.begin()).toEqual(usedUp(spent))
  })

  it('ends with its minutes', async () => {
    const budget = createRunBudget({ minutes: 0.0001 })
    await new Promise((resolve) => budget.over.addEventListener('abort', resolve))
    expect(await budget.begin()).toEqual(usedUp('0.0001 minutes'))
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
      expect(worker.refusal()).toEqual(usedUp('30 calls'))
    }
  })

  it('where its keeper has gone nothing is spent, and nobody says that it is used up', async () => {
    const server = await serveBudget(() => createRunBudget({ calls: 5 }))
    const worker = remoteBudget(server.port)
    expect(await worker.begin()).toBeUndefined()
    server.close()
    await new Promise((resolve) => worker.over.addEventListener('abort', resolve))
    expect(await worker.begin()).toEqual({
      kind: 'not-asked',
      message: 'Not asked: the process that keeps the budget of the run cannot be reached.',
    })
  })
})
