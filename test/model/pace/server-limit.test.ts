import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { GenerateRequest } from '../../../src/model/client.ts'
import { answer, apiError, hang, type Script } from '../../support/api-server.ts'
import { clientFor, serve } from '../../support/model-client.ts'

const ask = (content: string, role: GenerateRequest['role'] = 'target'): GenerateRequest => ({
  role,
  messages: [{ role: 'user', content }],
})

async function open(script: Script, limits: Parameters<typeof clientFor>[0]['limits']) {
  const server = await serve(script)
  const models = { target: { baseURL: server.baseURL, api: 'chat' as const } }
  return { server, client: clientFor({ models, limits }) }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('a 429 with Retry-After', () => {
  test('holds back all calls to that model', async () => {
    const came: number[] = []
    const { server, client } = await open(
      () => {
        came.push(performance.now())
        return came.length === 1 ? apiError(429, 'slow', null, { 'retry-after-ms': '300' }) : answer('ok')
      },
      { concurrency: 1 },
    )
    const results = await Promise.all(numbers(4).map((n) => client.generate(ask(`${n}`))))
    expect(results.every(({ status }) => status === 'ok')).toBe(true)
    expect(server.requests).toHaveLength(5)
    const [first = 0, second = 0] = came
    expect(second - first).toBeGreaterThanOrEqual(290)
  })

  test('holds back no other model of that server, which is limited by itself', async () => {
    const { server, client } = await open(
      ({ body }) =>
        JSON.stringify(body).includes('"busy"')
          ? apiError(429, 'slow', null, { 'retry-after': '100' })
          : answer('ok'),
      { concurrency: 2 },
    )
    const stop = new AbortController()
    const busy = client.generate({ ...ask('x', 'critic'), model: 'busy' }, { signal: stop.signal })
    await server.received(1)
    await setTimeout(50)
    const others = await Promise.all(
      numbers(4).map((n) => client.generate({ ...ask(`${n}`, 'critic'), model: 'idle' })),
    )
    expect(others.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok'])
    stop.abort()
    expect(await busy).toMatchObject({ error: { kind: 'aborted' } })
    expect(server.requests).toHaveLength(5)
  })

  test('holds nobody back any more when later calls are answered', async () => {
    const { server, client } = await open(
      async ({ body }) => {
        if (JSON.stringify(body).includes('refused'))
          return apiError(429, 'slow', null, { 'retry-after': '100' })
        await setTimeout(20)
        return answer('ok')
      },
      { concurrency: 4 },
    )
    const stop = new AbortController()
    const refused = client.generate(ask('refused'), { signal: stop.signal })
    const others = await Promise.all(numbers(20).map((n) => client.generate(ask(`${n}`))))
    expect(others.every(({ status }) => status === 'ok')).toBe(true)
    stop.abort()
    expect(await refused).toMatchObject({ error: { kind: 'aborted' } })
    expect(server.requests).toHaveLength(21)
  })
})

test('x-ratelimit headers are kept to before there is a 429', async () => {
  let left = 5
  let refused = 0
  let fullAt = performance.now() + 400
  const { client } = await open(
    () => {
      if (performance.now() >= fullAt) {
        left = 5
        fullAt = performance.now() + 400
      }
      if (left === 0) {
        refused += 1
        return apiError(429, 'too many')
      }
      left -= 1
      const headers = {
        'x-ratelimit-remaining-requests': String(left),
        'x-ratelimit-reset-requests': `${Math.max(0, fullAt - performance.now()).toFixed(0)}ms`,
        'content-type': 'application/json',
      }
      const body = {
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }],
      }
      return { type: 'http', status: 200, headers, body: { ...body, id: 'x', object: 'chat.completion' } }
    },
    // A machine that stands still for long loses connections, which are no refusals.
    { concurrency: 1 },
  )
  const results = await Promise.all(numbers(12).map((n) => client.generate(ask(`${n}`))))
  expect(results.map(({ status }) => status)).toEqual(numbers(12).map(() => 'ok'))
  expect(refused).toBe(0)
})

test('requestsPerMinute is kept to', async () => {
  const { server, client } = await open(answer('ok'), { requestsPerMinute: 300 })
  const stop = new AbortController()
  const calls = numbers(20).map((n) => client.generate(ask(`${n}`), { signal: stop.signal }))
  const started = performance.now()
  await server.received(5)
  // A burst of three, then five a second.
  expect(performance.now() - started).toBeGreaterThan(350)
  stop.abort()
  const results = await Promise.all(calls)
  expect(results.filter(({ status }) => status === 'error').length).toBeGreaterThan(10)
})

test('tokensPerMinute goes by what the answers say that they took', async () => {
  // A thousand a second, of which a call is thought to take one and takes 900: a burst of 600, and a debt.
  const { server, client } = await open(answer('ok', { usage: { input: 800, output: 100 } }), {
    tokensPerMinute: 60_000,
    concurrency: 1,
  })
  const started = performance.now()
  await Promise.all(numbers(2).map((n) => client.generate(ask(`${n}`))))
  expect(performance.now() - started).toBeGreaterThan(250)
  expect(server.requests).toHaveLength(2)
})

describe('a server that is asked no more', () => {
  test('quota that is used up ends all calls with the first answer', async () => {
    const { server, client } = await open(apiError(429, 'You exceeded your quota', 'insufficient_quota'), {
      concurrency: 4,
    })
    const results = await Promise.all(numbers(500).map((n) => client.generate(ask(`${n}`))))
    expect(server.requests.length).toBeLessThanOrEqual(4)
    const errors = results.flatMap((result) => (result.status === 'error' ? [result.error] : []))
    expect(errors).toHaveLength(500)
    expect(errors.filter(({ kind }) => kind === 'quota').length).toBe(server.requests.length)
    const messages = new Set(errors.filter(({ kind }) => kind === 'not-asked').map(({ message }) => message))
    expect([...messages]).toEqual([expect.stringContaining('quota')])
  })

  test('is asked for no other model either', async () => {
    const { server, client } = await open(apiError(429, 'You exceeded your quota', 'insufficient_quota'), {
      concurrency: 1,
    })
    expect(await client.generate(ask('x'))).toMatchObject({ error: { kind: 'quota' } })
    const other = await client.generate({ ...ask('y', 'critic'), model: 'other' })
    expect(other).toMatchObject({ error: { kind: 'not-asked' } })
    expect(await client.embed(['z'])).toMatchObject({ error: { kind: 'not-asked' } })
    expect(server.requests).toHaveLength(1)
  })

  test('lets go at once what waits for its Retry-After to be over', async () => {
    const first = Promise.withResolvers<void>()
    const { client, server } = await open(
      async ({ body }) => {
        if (JSON.stringify(body).includes('slow')) {
          return apiError(429, 'slow', null, { 'retry-after': '100' })
        }
        await first.promise
        return apiError(429, 'You exceeded your quota', 'insufficient_quota')
      },
      { concurrency: 2 },
    )
    // Another model runs out of quota, which is the account's.
    const calls = [client.generate({ ...ask('x', 'critic'), model: 'other' }), client.generate(ask('slow'))]
    await server.received(2)
    await setTimeout(50)
    const waits = client.generate(ask('waits'))
    first.resolve()
    expect(await waits).toMatchObject({ error: { kind: 'not-asked' } })
    const kinds = (await Promise.all(calls)).map((result) => result.status === 'error' && result.error.kind)
    expect(kinds).toEqual(['quota', 'rate-limit'])
  })

  test('the breaker opens after errors in a row, and ends waits for a retry', async () => {
    const { server, client } = await open(
      ({ body }) =>
        JSON.stringify(body).includes('waits')
          ? apiError(500, 'down', null, { 'retry-after': '100' })
          : apiError(400, 'down'),
      { concurrency: 2, breaker: 3 },
    )
    const waits = client.generate(ask('waits'))
    await server.received(1)
    const results = await Promise.all(numbers(50).map((n) => client.generate(ask(`${n}`))))
    expect(await waits).toMatchObject({ error: { kind: 'server' } })
    expect(server.requests.length).toBeLessThanOrEqual(5)
    expect(results.at(-1)).toMatchObject({ error: { kind: 'not-asked' } })
    expect(results.at(-1)).toMatchObject({
      error: { message: expect.stringMatching(/3 calls in a row.*limits\.breaker/) },
    })
  })

  test('the breaker of one role leaves the others alone, also at the same model', async () => {
    const { server, client } = await open(
      ({ body }) => (JSON.stringify(body).includes('critique') ? apiError(500, 'down') : answer('ok')),
      { concurrency: 10, breaker: 3, retries: 0 },
    )
    const critiques = await Promise.all(numbers(30).map(() => client.generate(ask('critique', 'critic'))))
    expect(critiques.at(-1)).toMatchObject({ error: { kind: 'not-asked' } })
    expect(server.requests.length).toBeLessThan(30)
    expect(await client.generate(ask('x'))).toMatchObject({ status: 'ok' })
    expect(await client.generate(ask('critique', 'critic'))).toMatchObject({ error: { kind: 'not-asked' } })
  })

  test('an answer in between starts the count anew, and 0 never opens', async () => {
    const script: Script = ({ body }) =>
      /"(?:\d*[1-9])"/.test(JSON.stringify(body)) ? apiError(400, 'no') : answer('ok')
    const open20 = await open(script, { concurrency: 1, breaker: 10 })
    await Promise.all(numbers(60).map((n) => open20.client.generate(ask(`${n}`))))
    expect(open20.server.requests).toHaveLength(60)
    const never = await open(apiError(400, 'no'), { concurrency: 1, breaker: 0 })
    await Promise.all(numbers(60).map((n) => never.client.generate(ask(`${n}`))))
    expect(never.server.requests).toHaveLength(60)
  })

  test('an aborted call counts for nothing', async () => {
    const { server, client } = await open(
      ({ body }) => (JSON.stringify(body).includes('hangs') ? hang : answer('ok')),
      {
        breaker: 1,
      },
    )
    const stop = new AbortController()
    const calls = numbers(5).map(() => client.generate(ask('hangs'), { signal: stop.signal }))
    await server.received(5)
    stop.abort()
    await Promise.all(calls)
    expect(await client.generate(ask('x'))).toMatchObject({ status: 'ok' })
  })
})

describe('a server that is silent and refuses nothing', () => {
  test('gets all the calls that the user allows at one time', async () => {
    const all = Promise.withResolvers<void>()
    let came = 0
    const { client } = await open(
      async () => {
        came += 1
        if (came === 150) all.resolve()
        await all.promise
        return answer('ok')
      },
      { concurrency: 150 },
    )
    const results = await Promise.all(numbers(200).map((n) => client.generate(ask(`${n}`))))
    expect(results.every(({ status }) => status === 'ok')).toBe(true)
  })
})
