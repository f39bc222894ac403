import { expect, test } from 'vitest'
import { isRecord } from '../../src/core/json.ts'
import { answer, apiError, embeddings, http, type Reply } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

async function open(script: Parameters<typeof serve>[0] = answer('unused')) {
  const server = await serve(script)
  const client = clientFor({ models: { target: { baseURL: server.baseURL } }, limits: { retries: 1 } })
  return { server, client }
}

const inputs = (body: unknown): unknown[] => (isRecord(body) && Array.isArray(body.input) ? body.input : [])

test('texts become vectors, in order, in batches of at most 256', async () => {
  const { server, client } = await open()
  const texts = Array.from({ length: 600 }, (_, index) => 'a'.repeat(index % 7))
  const result = await client.embed(texts)
  if (result.status !== 'ok') throw new Error('expected vectors')
  expect(result.vectors).toHaveLength(600)
  for (const [index, vector] of result.vectors.entries()) {
    // 'a' is slot 1; an empty text goes out as a blank, slot 0.
    expect(vector.slice(0, 2)).toEqual(index % 7 === 0 ? [2, 0] : [1, index % 7])
  }
  expect(result.usage).toEqual({ calls: 3, inputTokens: 600, outputTokens: 0 })
  expect(server.requests.map(({ body }) => inputs(body).length).sort()).toEqual([256, 256, 88].sort())
  expect(server.requests[0]?.body).toMatchObject({
    model: 'text-embedding-3-small',
    encoding_format: 'float',
  })
})

test('long texts make smaller batches', async () => {
  const { server, client } = await open()
  await client.embed(Array.from({ length: 5 }, () => 'x'.repeat(100_000)))
  expect(server.requests.map(({ body }) => inputs(body).length)).toEqual([2, 2, 1])
})

test('the order follows the index that the server gives', async () => {
  const { client } = await open(() =>
    http(200, {
      data: [
        { index: 1, embedding: [2] },
        { index: 0, embedding: [1] },
      ],
      usage: { prompt_tokens: 2 },
    }),
  )
  expect(await client.embed(['a', 'b'])).toMatchObject({ status: 'ok', vectors: [[1], [2]] })
})

test('no texts, no call', async () => {
  const { server, client } = await open()
  expect(await client.embed([])).toEqual({
    status: 'ok',
    vectors: [],
    usage: { calls: 0, inputTokens: 0, outputTokens: 0 },
  })
  expect(server.requests).toHaveLength(0)
})

test('a batch that fails is an error; what the others cost is counted', async () => {
  const { client } = await open((request) =>
    inputs(request.body).includes('last') ? apiError(404, 'no', 'model_not_found') : embeddings(request),
  )
  const texts = [...Array.from({ length: 256 }, () => 'x'), 'last']
  expect(await client.embed(texts)).toMatchObject({
    status: 'error',
    error: { kind: 'bad-request', message: expect.stringContaining('"text-embedding-3-small"') },
    usage: { calls: 1, inputTokens: 256 },
  })
})

test.each<[string, Reply]>([
  ['too few vectors', http(200, { data: [{ index: 0, embedding: [1] }] })],
  [
    'one place twice',
    http(200, {
      data: [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [1] },
      ],
    }),
  ],
  [
    'no numbers',
    http(200, {
      data: [
        { index: 0, embedding: ['a'] },
        { index: 1, embedding: [null] },
      ],
    }),
  ],
  [
    'base64',
    http(200, {
      data: [
        { index: 0, embedding: 'AAAA' },
        { index: 1, embedding: 'AAAA' },
      ],
    }),
  ],
  ['HTML', http(200, '<html></html>')],
])('%s: an error, not wrong vectors', async (_, reply) => {
  const { client } = await open(() => reply)
  expect(await client.embed(['a', 'b'])).toMatchObject({ status: 'error', error: { kind: 'server' } })
})

test('a 429 is retried', async () => {
  let asked = 0
  const { client } = await open((request) =>
    asked++ === 0 ? apiError(429, 'busy', null, { 'retry-after-ms': '1' }) : embeddings(request),
  )
  expect(await client.embed(['a'])).toMatchObject({ status: 'ok' })
})
