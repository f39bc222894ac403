import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GenerateRequest } from '../../src/model/client.ts'
import { createConcurrencyLimit } from '../../src/model/concurrency-limit.ts'
import { answer, apiError, embeddings, hang, type Script } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

const ask = (content: string, role: GenerateRequest['role'] = 'target'): GenerateRequest => ({
  role,
  messages: [{ role: 'user', content }],
})

async function open(script: Script, concurrency: number) {
  const server = await serve(script)
  const models = { target: { baseURL: server.baseURL, api: 'chat' as const } }
  return { server, client: clientFor({ models, limits: { concurrency } }) }
}

test('all roles and embeddings share the slots', async () => {
  const { server, client } = await open(async (request) => {
    // Held until three are there at once, and a moment more for any that should not come.
    await server.received(3)
    await setTimeout(5)
    return request.path === '/embeddings' ? embeddings(request) : answer('ok')
  }, 3)
  await Promise.all([
    ...Array.from({ length: 10 }, (_, index) => client.generate(ask(`t${index}`))),
    ...Array.from({ length: 10 }, (_, index) => client.generate(ask(`c${index}`, 'critic'))),
    client.embed(['a']),
  ])
  expect(server.requests).toHaveLength(21)
  expect(server.peak).toBe(3)
})

test('waiting for a retry gives the slot back', async () => {
  const { server, client } = await open(
    ({ body }) =>
      JSON.stringify(body).includes('first')
        ? apiError(503, 'busy', null, { 'retry-after': '100' })
        : answer('ok'),
    1,
  )
  const stop = new AbortController()
  const first = client.generate(ask('first'), { signal: stop.signal })
  await server.received(1)
  expect(await client.generate(ask('second'))).toMatchObject({ status: 'ok' })
  stop.abort()
  expect(await first).toMatchObject({ status: 'error', error: { kind: 'aborted' } })
  expect(server.requests).toHaveLength(2)
})

describe('an aborted signal', () => {
  test('ends a call under way, and one that waits for its slot, at once', async () => {
    const { server, client } = await open(hang, 1)
    const stop = new AbortController()
    const calls = [1, 2, 3].map((n) => client.generate(ask(`${n}`), { signal: stop.signal }))
    await server.received(1)
    stop.abort()
    for (const result of await Promise.all(calls)) {
      expect(result).toMatchObject({ status: 'error', error: { kind: 'aborted' }, usage: { calls: 0 } })
    }
    expect(server.requests).toHaveLength(1)
  })

  test('lets a waiting call go while the one in its way goes on', async () => {
    const { server, client } = await open(hang, 1)
    const blocking = new AbortController()
    const blocked = client.generate(ask('blocking'), { signal: blocking.signal })
    await server.received(1)
    const stop = new AbortController()
    const waiting = client.generate(ask('waiting'), { signal: stop.signal })
    stop.abort()
    expect(await waiting).toMatchObject({ error: { kind: 'aborted' } })
    blocking.abort()
    await blocked
  })

  test('aborted before: nothing is sent', async () => {
    const { server, client } = await open(answer('ok'), 1)
    const signal = AbortSignal.abort()
    expect(await client.generate(ask('x'), { signal })).toMatchObject({ error: { kind: 'aborted' } })
    expect(await client.embed(['x'], { signal })).toMatchObject({ error: { kind: 'aborted' } })
    expect(server.requests).toHaveLength(0)
  })
})

test('slots are given in order, never more than there are, and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ abort: fc.boolean(), turns: fc.nat(3) }), { maxLength: 20 }),
      async (slots, jobs) => {
        const limit = createConcurrencyLimit(slots)
        const started: number[] = []
        let open = 0
        const stop = new AbortController()
        const runs = jobs.map(async ({ abort, turns }, index) => {
          if (!(await limit.acquire([abort ? stop.signal : undefined]))) return
          started.push(index)
          open += 1
          expect(open).toBeLessThanOrEqual(slots)
          for (let turn = 0; turn < turns; turn++) await undefined
          open -= 1
          limit.release()
        })
        stop.abort()
        await Promise.all(runs)
        expect(started).toEqual([...started].sort((a, b) => a - b))
        expect(started).toEqual(
          expect.arrayContaining(jobs.flatMap(({ abort }, index) => (abort ? [] : [index]))),
        )
        for (let slot = 0; slot < slots; slot++) expect(await limit.acquire([])).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})

test('waiting calls get their slots by rank, and in the order of asking within a rank', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 20 }), async (ranks) => {
      const limit = createConcurrencyLimit(1)
      await limit.acquire([])
      const started: [rank: number, index: number][] = []
      const runs = ranks.map(async (rank, index) => {
        await limit.acquire([], rank)
        started.push([rank, index])
        limit.release()
      })
      limit.release()
      await Promise.all(runs)
      expect(started).toEqual([...started].sort(([a, i], [b, j]) => a - b || i - j))
      expect(started).toHaveLength(ranks.length)
    }),
  )
})

test('a waiter that several signals send away at once leaves once', async () => {
  const limit = createConcurrencyLimit(1)
  await limit.acquire([])
  const stop = new AbortController()
  const gone = limit.acquire([stop.signal, AbortSignal.any([stop.signal]), AbortSignal.any([stop.signal])])
  const next = limit.acquire([])
  stop.abort()
  expect(await gone).toBe(false)
  limit.release()
  expect(await next).toBe(true)
  limit.release()
  expect(await limit.acquire([])).toBe(true)
})
