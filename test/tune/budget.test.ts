import { describe, expect, test } from 'vitest'
import type { Budget, Prices } from '../../src/core/options.ts'
import { defineScorer } from '../../src/scorers/scorer.ts'
import type { TuneInput } from '../../src/tune/tune-input.ts'
import { slowly, teach } from './support/learner.ts'
import { startWorld, type WorldOptions } from './support/tuning-world.ts'

const concurrency = 4

/** Every answer of the world takes as many tokens. */
const tokensOfCall = 18

async function tuneWith(budget: Budget, options: WorldOptions = {}) {
  const world = await startWorld({
    intercept: teach,
    concurrency,
    ...options,
    tune: { budget, ...options.tune },
  })
  const result = await world.tune()
  const calls = Object.values(result.usage).reduce((sum, usage) => sum + (usage?.calls ?? 0), 0)
  return { world, result, calls }
}

const prices: Prices = {
  'target-1': { input: 1, output: 2 },
  'text-embedding-3-small': { input: 0.1, output: 0 },
}

describe('a budget', () => {
  test('in calls is never overspent, wherever it ends, and the best so far is written', async () => {
    const full: WorldOptions = { tune: { schedule: 'full' } }
    const { calls: enough } = await tuneWith({})
    let before = 0
    for (const most of [1, 15, 30, 60, 75, 90, 120, 150, enough - 1]) {
      const { world, result, calls } = await tuneWith({ calls: most }, full)
      expect(world.requests.length, `${most} calls`).toBeLessThanOrEqual(most)
      expect(calls).toBe(world.requests.length)
      expect(result.stop).toMatchObject({
        code: 'budget',
        reason: expect.stringContaining(`budget of ${most} call`),
      })
      expect(result.written).toBe(result.best > 0)
      expect(result.best).toBeGreaterThanOrEqual(before)
      before = result.best
    }
    expect(before).toBe(4)
    const { result } = await tuneWith({ calls: enough }, full)
    expect(result.stop.code).toBe('optimizer')
  })

  test('keeps back what the test split takes', async () => {
    const { result, world } = await tuneWith({ calls: 100 }, { tune: { schedule: 'full' } })
    expect(result).toMatchObject({ stop: { code: 'budget' }, written: true })
    expect(result.stop.reason).toMatch(
      /^The budget of 100 calls is used up: 84 calls taken, and 16 calls kept for the test split\.$/,
    )
    expect(result.tuned.test?.cases).toBe(8)
    expect(result.seed.test?.cases).toBe(8)
    expect(world.requests.length).toBeLessThanOrEqual(100)
  })

  test('that has no room for the test split says so', async () => {
    const { result } = await tuneWith({ calls: 24 })
    expect(result.stop.code).toBe('budget')
    expect(result.seed.test).toBeUndefined()
    expect(result.notes.join(' ')).toMatch(
      /The test split was not read: it takes about 8 calls, and the budget has \d calls? left\./,
    )
    const enough = await tuneWith({ calls: 45 })
    expect(enough.result.seed.test?.cases).toBe(8)
  })

  test('in tokens is overspent by no more than the calls under way', async () => {
    for (const calls of [40, 80, 120]) {
      const most = calls * tokensOfCall
      const { world, result } = await tuneWith({ tokens: most }, { intercept: slowly(2) })
      const tokens = Object.values(result.usage).reduce(
        (sum, usage) => sum + (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0),
        0,
      )
      expect(result.stop).toMatchObject({
        code: 'budget',
        reason: expect.stringMatching(/budget of [\d,]+ tokens is used up/),
      })
      expect(tokens).toBeLessThanOrEqual(most + concurrency * tokensOfCall)
      expect(world.requests.length).toBeGreaterThan(calls / 2)
    }
  })

  test('in dollars counts each role by the price of its model', async () => {
    // A call of the target takes 11 + 2 x 7 millionths of a dollar.
    const { result } = await tuneWith({ usd: 60 * 25e-6 }, { input: { prices }, intercept: slowly(2) })
    expect(result.stop).toMatchObject({
      code: 'budget',
      reason: expect.stringMatching(/budget of \$0\.0015 is used up/),
    })
    const { target, critic, optimizer } = result.usage
    const calls = [target, critic, optimizer].reduce((sum, usage) => sum + (usage?.calls ?? 0), 0)
    expect(calls).toBeGreaterThan(30)
    expect(calls).toBeLessThanOrEqual(60 + concurrency)
  })

  test('in dollars is refused before anything is asked when a model has no price', async () => {
    const world = await startWorld({ tune: { budget: { usd: 1 } } })
    const { spec, diagnosis } = world.input
    const refused = (input: Partial<TuneInput>, problem: RegExp) =>
      expect(world.tune(input)).rejects.toMatchObject({
        code: 'TUNE_UNKNOWN_PRICE',
        message: expect.stringMatching(problem),
      })
    await refused({}, /a budget in US dollars needs the price of .*target-1.* and .*text-embedding-3-small/)
    const { 'target-1': _, ...embedder } = prices
    await refused({ prices: embedder }, /needs the price of .*target-1.*, which is not known/)
    // Nobody embeds without a critic.
    await refused({ prices: embedder, diagnosis: { ...diagnosis, mode: 'local' } }, /target-1/)
    await refused({ prices, spec: { ...spec, target: () => 'x' } }, /the suite's own target/)
    expect(world.requests).toHaveLength(0)
    const local = {
      prices: { 'target-1': { input: 1, output: 1 } },
      diagnosis: { ...diagnosis, mode: 'local' as const },
    }
    expect((await world.tune(local)).stop.code).toBe('optimizer')
  })

  test('in minutes ends it when they are over, and the calls that wait are not made', async () => {
    const { world, result } = await tuneWith({ minutes: 0.4 / 60 }, { intercept: slowly(20) })
    expect(result.stop).toEqual({ code: 'budget', reason: 'The budget of 0.01 minutes is used up.' })
    expect(world.requests.length).toBeLessThan(150)
  })

  test("counts the calls of the suite's own target too", async () => {
    let asked = 0
    const world = await startWorld({ tune: { budget: { calls: 30 } } })
    const target = () => {
      asked += 1
      return { label: 'x' }
    }
    const result = await world.tune({ spec: { ...world.input.spec, target } })
    expect(result.stop.code).toBe('budget')
    expect(asked + world.requests.length).toBeLessThanOrEqual(30)
  })

  test('counts what was spent before a run was resumed, and goes on when it is raised', async () => {
    const world = await startWorld({
      intercept: teach,
      concurrency,
      tune: { budget: { calls: 70 }, dryRun: true, schedule: 'full' },
    })
    const first = await world.tune()
    expect(first.stop.code).toBe('budget')
    const asked = world.requests.length
    const again = await world.tune()
    expect(again).toMatchObject({ folder: first.folder, best: first.best, stop: { code: 'budget' } })
    expect(world.requests.length).toBeLessThanOrEqual(70)
    const raised = await world.tune({ options: { ...world.input.options, budget: { calls: 120 } } })
    expect(raised).toMatchObject({ folder: first.folder, stop: { code: 'budget' } })
    expect(raised.best).toBeGreaterThan(first.best)
    expect(world.requests.length).toBeGreaterThan(asked)
    expect(world.requests.length).toBeLessThanOrEqual(120)
    const whole = await world.tune({ options: { ...world.input.options, budget: {} } })
    expect(whole).toMatchObject({ best: 4, stop: { code: 'optimizer' } })
    const bodies = world.requests.map(({ body }) => body)
    expect(new Set(bodies).size).toBe(bodies.length)
  })

  test('has room for the test split again when a run is taken up that had read it, wholly or in part', async () => {
    const open = { concurrency: 1, tune: { budget: { calls: 100 }, dryRun: true, schedule: 'full' as const } }
    const { world, result } = await tuneWith({ calls: 100 }, open)
    expect(result.seed.test?.cases).toBe(8)
    const asked = world.requests.length
    const written = await world.tune({ options: { ...world.input.options, dryRun: false } })
    expect(written.seed.test).toEqual(result.seed.test)
    expect(world.requests).toHaveLength(asked)

    const cut = new AbortController()
    let tests = 0
    const killed = await startWorld({
      ...open,
      intercept(request) {
        if (request.body.includes('testzone') && ++tests === 5) cut.abort()
        return teach(request)
      },
    })
    await killed.tune({ signal: cut.signal })
    expect(tests).toBeLessThan(8)
    const resumed = await killed.tune()
    expect(resumed.seed.test).toEqual(result.seed.test)
    expect(resumed.tuned.test).toEqual(result.tuned.test)
    // The call under way was lost.
    expect(killed.requests.length).toBeLessThanOrEqual(101)
  })

  test('counts rows that are alike once', async () => {
    const world = await startWorld({ decisions: [{ stop: 'ok' }] })
    const [first] = world.input.cases.optimization
    if (!first) throw new Error('no case')
    const twins = Array.from({ length: 10 }, (_, index) => ({ ...first, id: `twin-${index}` }))
    const result = await world.tune({ cases: { ...world.input.cases, optimization: twins } })
    expect(world.of('target').filter(({ body }) => body.includes('optimizationzone'))).toHaveLength(1)
    expect(result.usage.target?.calls).toBe(1 + 8 + 8)
    expect(result.seed.optimization).toMatchObject({ cases: 10, failed: 10 })
  })
})

test('trials ask again on purpose', async () => {
  const world = await startWorld({ decisions: [{ stop: 'ok' }], tune: { trials: 3 } })
  await world.tune()
  expect(world.of('target').filter(({ body }) => body.includes('devzone'))).toHaveLength(3 * 8)
})

test('a scorer that asks a model passes the same door', async () => {
  const scorer = defineScorer('asks', 1, async ({ id, text }, { model, signal, recordUsage }) => {
    const result = await model.generate(
      { role: 'judge', messages: [{ role: 'user', content: `${id} ${text}` }] },
      { signal },
    )
    recordUsage('judge', result.usage)
    return result.status === 'ok'
  })
  const world = await startWorld({ tune: { budget: { calls: 25 } } })
  const result = await world.tune({ spec: { ...world.input.spec, scorers: [scorer] } })
  expect(result.stop.code).toBe('budget')
  expect(world.requests.length).toBeLessThanOrEqual(25)
})
