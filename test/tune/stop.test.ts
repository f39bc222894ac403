import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { slowly, teach } from './support/learner.ts'
import { startWorld, type World } from './support/tuning-world.ts'

const concurrency = 4

test('a soft stop lets the calls under way end, begins no other, and keeps what they answered', async () => {
  const stop = new AbortController()
  let openAtStop = 0
  let open = 0
  const world: World = await startWorld({
    concurrency,
    intercept: async (request) => {
      open += 1
      await wait(10)
      if (world.requests.length >= 60 && !stop.signal.aborted) {
        openAtStop = open
        stop.abort()
      }
      open -= 1
      return teach(request)
    },
  })
  const result = await world.tune({ stop: stop.signal })
  expect(result).toMatchObject({ stop: { code: 'interrupted' }, written: false })
  expect(openAtStop).toBeGreaterThan(1)
  expect(world.requests.length).toBeLessThanOrEqual(60 + concurrency)
  const whole = await world.tune()
  expect(whole).toMatchObject({ best: 4, written: true })
  const bodies = world.requests.map(({ body }) => body)
  expect(new Set(bodies).size).toBe(bodies.length)
})

test('the calls of an own target that are under way end too', async () => {
  const stop = new AbortController()
  const begun: string[] = []
  const ended: string[] = []
  const world = await startWorld()
  const spec = {
    ...world.input.spec,
    target: async (_: unknown, { id }: { id: string }) => {
      begun.push(id)
      await wait(10)
      stop.abort()
      ended.push(id)
      return { label: 'x' }
    },
  }
  await world.tune({ spec, stop: stop.signal })
  expect(begun).toHaveLength(ended.length)
  expect(begun.length).toBeLessThan(30)
  const before = [...begun]
  await world.tune({ spec })
  expect(begun.slice(before.length).filter((id) => before.includes(id))).toEqual([])
})

test('an iteration that was measured wholly counts, though the stop came before its decision', async () => {
  const stop = new AbortController()
  const world: World = await startWorld({
    concurrency,
    intercept: async (request) => {
      if (request.kind === 'decision' && request.index === 1) {
        const { optimization, dev } = world.input.cases
        const all = 2 * (optimization.length + dev.length)
        // The optimizer may be asked while dev rows still wait.
        while (world.of('target').length < all) await wait(1)
        stop.abort()
      }
      return slowly(1)(request)
    },
  })
  const result = await world.tune({ stop: stop.signal })
  expect(result).toMatchObject({ stop: { code: 'interrupted' }, best: 1 })
  expect(result.iterations).toHaveLength(2)
})
