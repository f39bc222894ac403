import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../src/core/case.ts'
import type { Budget, TuneOptions } from '../../src/core/options.ts'
import type { TuneResult } from '../../src/core/tune-result.ts'
import { orderRows } from '../../src/tune/progressive/row-order.ts'
import { revisionsOf, scheduleOf } from '../../src/tune/schedule.ts'
import { slowly, teach } from './support/learner.ts'
import { casesOf, startWorld, type World, type WorldOptions, withRules } from './support/tuning-world.ts'

describe('the schedule', () => {
  test.for<[Budget, TuneOptions['schedule'], string, number]>([
    [{}, undefined, 'full', 20],
    [{ minutes: 5 }, undefined, 'full', 20],
    [{ calls: 100 }, undefined, 'progressive', 60],
    [{ tokens: 100 }, undefined, 'progressive', 60],
    [{ usd: 1 }, undefined, 'progressive', 60],
    [{ calls: 100 }, 'full', 'full', 20],
    [{}, 'progressive', 'progressive', 60],
  ])('with the budget %j and the option %s is %s', ([budget, schedule, expected, revisions]) => {
    expect(scheduleOf({ budget, schedule })).toBe(expected)
    expect(revisionsOf({ budget, schedule, iterations: undefined })).toBe(revisions)
    expect(revisionsOf({ budget, schedule, iterations: 7 })).toBe(7)
  })
})

const rowOf = (id: string, expected: string): Case => ({
  id,
  input: {},
  expected,
  tags: [],
  critical: false,
})

test('every beginning of the order of rows is a stratified sample', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 60 }),
      fc.nat(),
      (labels, seed) => {
        const rows = labels.map((label, index) => rowOf(`${index}`, label))
        const order = orderRows(rows, seed)
        expect(order.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort())
        expect(orderRows(rows, seed)).toEqual(order)
        for (const label of new Set(labels)) {
          const all = labels.filter((one) => one === label).length
          for (let count = 1; count <= rows.length; count++) {
            const held = order.slice(0, count).filter(({ expected }) => expected === label).length
            // Each label is off its share by its own rows at the border, and by those of the other two.
            expect(Math.abs(held - (all * count) / rows.length)).toBeLessThanOrEqual(3)
          }
        }
      },
    ),
  )
})

const cases = { optimization: casesOf('optimization', 30), dev: casesOf('dev', 15), test: casesOf('test', 5) }

const progressive: WorldOptions = {
  intercept: teach,
  cases,
  tune: { schedule: 'progressive' },
}

const targetCalls = (world: World) => world.of('target').length

describe('a progressive tuning', () => {
  test('diagnoses parts, and ends with whole-set numbers of seed and winner', async () => {
    const world = await startWorld(progressive)
    const result = await world.tune()
    expect(result).toMatchObject({ schedule: 'progressive', written: true, best: 4 })
    const parts = result.iterations.map(({ asked }) => asked?.optimization?.rows ?? 120)
    expect(Math.min(...parts)).toBeLessThanOrEqual(20)
    for (const { optimization, report, asked, dev } of result.iterations) {
      expect(optimization.cases).toBe(asked?.optimization?.rows ?? 120)
      expect(report.metrics.cases).toBeLessThanOrEqual(optimization.cases)
      expect(dev.cases).toBe(asked?.dev?.rows ?? 60)
    }
    for (const numbers of [result.seed, result.tuned]) {
      expect(numbers.asked).toBeUndefined()
      expect(numbers).toMatchObject({ optimization: { cases: 120 }, dev: { cases: 60 }, test: { cases: 20 } })
    }
    expect(result.comparison?.dev.score.cases).toBe(60)
    const bodies = world.requests.map(({ kind, body }) => `${kind} ${body}`)
    expect(new Set(bodies).size).toBe(bodies.length)

    const full = await startWorld({ ...progressive, tune: { schedule: 'full' } })
    expect((await full.tune()).after).toBe(result.after)
    expect(targetCalls(world)).toBeLessThan(targetCalls(full))
  })

  test('tells the optimizer that the report is on a part, and to answer every topic of it', async () => {
    const world = await startWorld(progressive)
    await world.tune()
    const [first] = world.of('decision')
    expect(first?.messages[0]?.text).toMatch(/the report is on \d+ of 120 optimization cases/)
    expect(first?.messages[0]?.text).toContain('give every single one an instruction of its own')
    const full = await startWorld({ ...progressive, tune: { schedule: 'full' } })
    await full.tune()
    expect(full.of('decision')[0]?.messages[0]?.text).not.toContain('Calls are scarce')
  })

  test('drops a revision that does harm, and goes on from the prompt before it', async () => {
    const good = withRules('invoice means money', 'password means access')
    const world = await startWorld({
      cases,
      tune: { schedule: 'progressive', iterations: 3 },
      decisions: [
        { patch: { system: good } },
        { patch: { system: withRules('moon means nothing') } },
        {
          patch: { system: withRules('invoice means money', 'password means access', 'parcel means goods') },
        },
      ],
    })
    const { iterations, best, analysis } = await world.tune()
    expect(best).toBe(3)
    expect(iterations[2]).toMatchObject({ undiagnosed: true, improved: false, report: { topics: [] } })
    expect(iterations[2]?.change?.optimization).toBeLessThan(0)
    expect(iterations[3]).toMatchObject({ from: 1 })
    const step = analysis?.steps?.find(({ iteration }) => iteration === 2)
    expect(step?.gone).toEqual([])
    const memory = world.of('call')[2]?.messages[1]?.text ?? ''
    expect(memory).toContain('"outcome":"lost"')
  })

  test('never spends more calls than its budget, and says what it has no room for', async () => {
    for (const calls of [5, 60, 150, 300, 500]) {
      const world = await startWorld({ ...progressive, concurrency: 4, tune: { budget: { calls } } })
      const result = await world.tune()
      expect(world.requests.length, `${calls} calls`).toBeLessThanOrEqual(calls)
      expect(result.schedule).toBe('progressive')
      const partial = result.tuned.asked !== undefined || result.seed.asked !== undefined
      if (partial)
        expect(result.notes.join(' '), `${calls} calls, ${result.stop.reason}`).toMatch(
          /numbers are of .* of \d+ rows|budget/,
        )
      if (result.written) expect(result.best).toBeGreaterThan(0)
    }
  })

  test('leaves a prompt alone that passes, and asks all rows only where that is in doubt', async () => {
    const failing = await startWorld(progressive)
    await failing.tune({ onlyFailing: true })
    const passing = await startWorld(progressive)
    const left = await passing.tune({ onlyFailing: true, gate: { passRate: 0 } })
    expect(left).toMatchObject({ stop: { code: 'already-passing' }, written: false })
    expect(targetCalls(passing)).toBe(180)
  })
})

describe('a progressive tuning that was broken off', () => {
  const essence = ({ notes: _, ...result }: TuneResult) => result

  test('comes to the same prompt and repeats no call, wherever that was', async () => {
    const whole = await startWorld(progressive)
    const unbroken = await whole.tune()
    const total = whole.requests.length
    for (let at = 3; at < total; at += Math.ceil(total / 9)) {
      const stop = new AbortController()
      const world = await startWorld({
        ...progressive,
        concurrency: 2,
        intercept: (request) => {
          if (world.requests.length === at) stop.abort()
          return teach(request)
        },
      })
      expect((await world.tune({ stop: stop.signal })).stop.code, `at ${at}`).toBe('interrupted')
      expect(essence(await world.tune())).toEqual(essence(unbroken))
      const bodies = world.requests.map(({ kind, body }) => `${kind} ${body}`)
      expect(new Set(bodies).size, `at ${at}`).toBe(bodies.length)
      expect(bodies.length).toBe(total)
    }
  })

  test('keeps its schedule when its budget is lifted, and begins anew under another one that is asked for', async () => {
    const world = await startWorld({ ...progressive, tune: { budget: { calls: 90 }, dryRun: true } })
    const first = await world.tune()
    expect(first).toMatchObject({ schedule: 'progressive', stop: { code: 'budget' } })
    const options = { ...world.input.options, budget: {} }
    const raised = await world.tune({ options })
    expect(raised).toMatchObject({ schedule: 'progressive', folder: first.folder, best: 4 })
    const other = await world.tune({ options: { ...options, schedule: 'full' } })
    expect(other.schedule).toBe('full')
    expect(other.folder).not.toBe(first.folder)
  })

  test('ends by its minutes like any other', async () => {
    const world = await startWorld({
      ...progressive,
      intercept: slowly(20),
      tune: { schedule: 'progressive', budget: { minutes: 0.3 / 60 } },
    })
    expect((await world.tune()).stop.code).toBe('budget')
  })
})
