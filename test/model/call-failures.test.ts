import { describe, expect, test } from 'vitest'
import { modelsSchema } from '../../src/core/options.ts'
import type { GenerateRequest } from '../../src/model/client.ts'
import { StatusError } from '../../src/model/openai-client.ts'
import { resolveConnection } from '../../src/model/resolve-connection.ts'
import { thrownFailure } from '../../src/model/thrown-failure.ts'
import { answer, apiError, drop, hang, http, type Reply, type Script } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

const key = 'sk-test-0123456789abcdef'
const hello: GenerateRequest = {
  role: 'target',
  messages: [{ role: 'user', content: 'Hello' }],
  model: 'gpt-4.1',
}
const soon = { 'retry-after-ms': '1' }

async function open(
  script: Script,
  limits: { retries?: number; timeout?: number } = {},
  apiKey: string | null = key,
) {
  const server = await serve(script)
  const target = { baseURL: server.baseURL, api: 'responses' as const, ...(apiKey ? { apiKey } : {}) }
  return { server, client: clientFor({ models: { target }, limits: { retries: 0, ...limits } }) }
}

async function errorOf(reply: Reply, options: { retries?: number; timeout?: number } = {}) {
  const { server, client } = await open(reply, options)
  const result = await client.generate(hello)
  if (result.status !== 'error') throw new Error(`expected an error, got ${result.status}`)
  return { ...result.error, usage: result.usage, place: server.baseURL, requests: server.requests.length }
}

describe('kinds of errors', () => {
  test.each([
    ['rate-limit', apiError(429, 'Slow down', 'rate_limit_exceeded'), 'limits.concurrency', 429],
    ['quota', apiError(429, 'You exceeded your current quota', 'insufficient_quota'), 'billing', 429],
    ['quota', apiError(402, 'Insufficient credits'), 'billing', 402],
    ['auth', apiError(401, 'Incorrect API key provided', 'invalid_api_key'), 'OPENAI_API_KEY', 401],
    ['auth', apiError(403, 'Country not supported'), 'what that key may use', 403],
    [
      'bad-request',
      apiError(400, "Unsupported parameter: 'temperature'"),
      "Unsupported parameter: 'temperature'",
      400,
    ],
    ['bad-request', apiError(404, 'no such model', 'model_not_found'), 'no model "gpt-4.1"', 404],
    [
      'bad-request',
      http(404, { error: 'model "x" not found, try pulling it first' }),
      'try pulling it first',
      404,
    ],
    ['bad-request', http(404, '404 page not found'), 'usually ends in /v1', 404],
    ['bad-request', http(422, { detail: 'field required' }), 'field required', 422],
    ['server', apiError(500, 'boom'), 'boom', 500],
    [
      'server',
      http(502, '<html><head><title>Bad Gateway</title></head></html>'),
      'titled "Bad Gateway"',
      502,
    ],
    ['server', http(503), 'no details', 503],
  ] as const)('%s', async (kind, reply, words, status) => {
    const error = await errorOf(reply)
    expect(error).toMatchObject({ kind, status, usage: { calls: 0, inputTokens: 0, outputTokens: 0 } })
    expect(error.message).toContain(words)
  })

  test.each([
    ['HTML', http(200, '<!doctype html><title>Welcome</title>'), 'titled "Welcome"'],
    ['broken JSON', http(200, '{"output": [', { 'content-type': 'application/json' }), 'JSON'],
    ['another shape', http(200, { hello: 'world' }), '{"hello":"world"}'],
    ['a list', http(200, [1, 2]), '[1,2]'],
    ['null', http(200, null), 'no details'],
    ['no body', http(204), 'no details'],
    ['odd items', http(200, { output: 'none' }), 'output'],
  ])('a 200 with %s is a server error that points to the base URL', async (_, reply, words) => {
    const error = await errorOf(reply)
    expect(error.kind).toBe('server')
    expect(error.message).toContain(words)
    expect(error.message).toContain('Check the base URL')
  })

  test('odd parts of an answer are read as nothing', async () => {
    const { client } = await open(
      http(200, { output: [null, 3, { type: 'message', content: [{ type: 'output_text' }] }], usage: 7 }),
    )
    expect(await client.generate(hello)).toMatchObject({
      status: 'failed',
      kind: 'empty',
      // "Hello" / 4: the server counted none.
      usage: { calls: 1, inputTokens: 2, outputTokens: 0 },
    })
  })

  test.each([
    [{ status: 'failed', output: [], error: { code: 'server_error', message: 'broke' } }, 'server'],
    [{ status: 'failed', output: [], error: { code: 'rate_limit_exceeded', message: 'slow' } }, 'rate-limit'],
    [{ error: { code: 429, message: 'upstream is busy' } }, 'rate-limit'],
    [{ error: { code: 401, message: 'no' } }, 'auth'],
  ])('an error inside a 200 counts: %j', async (body, kind) => {
    const error = await errorOf(http(200, body))
    expect(error.kind).toBe(kind)
  })

  test.each(['content_filter', 'invalid_prompt'])(
    'a prompt that the provider filters (%s) is a failure',
    async (code) => {
      const { client } = await open(apiError(400, 'flagged', code))
      expect(await client.generate(hello)).toMatchObject({
        status: 'failed',
        kind: 'content-filter',
        reason: expect.stringContaining('flagged'),
        usage: { calls: 1 },
      })
    },
  )

  test('connection refused names the base URL', async () => {
    const server = await serve()
    await server.close()
    const target = { baseURL: `${server.baseURL}?token=hidden-token` }
    const result = await clientFor({ models: { target }, limits: { retries: 0 } }).generate(hello)
    expect(result).toMatchObject({ status: 'error', error: { kind: 'connection' } })
    const text = JSON.stringify(result)
    expect(text).toContain(`Nothing listens at ${server.baseURL} `)
    expect(text).not.toContain('hidden-token')
  })

  test.each([
    ['headers', hang],
    ['the body of an answer', { type: 'hang', status: 200 }],
    ['the body of an error', { type: 'hang', status: 500 }],
  ] as const)('a server that never sends %s runs into the timeout', async (_, reply) => {
    const error = await errorOf(reply, { timeout: 50 })
    expect(error).toMatchObject({ kind: 'timeout', message: expect.stringContaining('within 50 ms') })
  })
})

describe('the key', () => {
  test.each([
    apiError(401, `Incorrect API key provided: ${key}.`),
    apiError(400, `header "Bearer ${key}" is odd`),
    http(500, `<html>${key}</html>`),
    http(500, { detail: { authorization: `Bearer ${key}` } }),
    http(200, { debug: key }),
    apiError(400, `Bearer sk-proj-anotherKey123 is odd`),
  ])('is never in a message: %j', async (reply) => {
    const { message } = await errorOf(reply)
    expect(message).not.toContain('sk-')
  })

  test('is taken out whatever it looks like', async () => {
    const { client } = await open(apiError(401, 'No such token: team/token-77!'), {}, 'team/token-77')
    const result = await client.generate(hello)
    expect(JSON.stringify(result)).toContain('No such token: [key]!')
    expect(JSON.stringify(result)).not.toContain('token-77')
  })

  test('that a header cannot hold is refused without showing it', async () => {
    const { client } = await open(answer('ok'), {}, 'söme key')
    const thrown = await client.generate(hello).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'MODEL_KEY' })
    expect(String(thrown)).not.toContain('söme')
  })

  test('is asked for when there is none', async () => {
    const { client } = await open(apiError(401, 'Missing key'), {}, null)
    expect(await client.generate(hello)).toMatchObject({
      error: { kind: 'auth', message: expect.stringContaining('Set OPENAI_API_KEY') },
    })
  })
})

describe('retries', () => {
  test('wait as long as the server says', () => {
    const connection = resolveConnection(
      'target',
      modelsSchema.parse({ target: { apiKey: key } }),
      {},
      undefined,
    )
    const target = { connection, model: 'gpt-4.1', path: '/responses', timeout: 1_000 }
    const busy = new StatusError(429, {}, '', new Headers({ 'retry-after': '7' }))
    expect(thrownFailure(busy, target)).toMatchObject({
      error: { kind: 'rate-limit' },
      retry: true,
      wait: 7_000,
    })
  })

  test.each([
    ['429', apiError(429, 'busy', null, soon)],
    ['408', http(408, '', soon)],
    ['409', http(409, '', soon)],
    ['500', apiError(500, 'boom', null, soon)],
    ['503', http(503, '<html></html>', soon)],
    ['a lost connection', drop],
    ['a connection lost within the body', { type: 'drop', partial: true }],
  ] as const)('%s, then an answer', async (_, trouble) => {
    const { server, client } = await open([trouble, answer('at last')], { retries: 2 })
    expect(await client.generate(hello)).toMatchObject({ status: 'ok', text: 'at last', usage: { calls: 1 } })
    expect(server.requests).toHaveLength(2)
  })

  test('a timeout, then an answer', async () => {
    const { server, client } = await open([hang, answer('at last')], { retries: 2, timeout: 200 })
    expect(await client.generate(hello)).toMatchObject({ status: 'ok', text: 'at last' })
    expect(server.requests).toHaveLength(2)
  })

  test('end after the last one and say how many attempts there were', async () => {
    const error = await errorOf(apiError(500, 'boom', null, soon), { retries: 3 })
    expect(error).toMatchObject({
      kind: 'server',
      requests: 4,
      message: expect.stringContaining('(4 attempts)'),
    })
  })

  test.each([
    apiError(429, 'quota', 'insufficient_quota', soon),
    apiError(401, 'key', null, soon),
    apiError(400, 'bad', null, soon),
    http(200, '<html></html>', soon),
  ])('are not made where they cannot help: %j', async (reply) => {
    expect(await errorOf(reply, { retries: 3 })).toMatchObject({ requests: 1 })
  })
})
