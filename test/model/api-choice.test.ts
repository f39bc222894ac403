import { describe, expect, test } from 'vitest'
import type { GenerateRequest } from '../../src/model/client.ts'
import { answer, apiError, http, type Reply } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

const hello: GenerateRequest = { role: 'target', messages: [{ role: 'user', content: 'Hello' }] }

async function open(replies: { chat: Reply; responses: Reply }, api?: 'chat' | 'responses') {
  const server = await serve(({ path }) => (path === '/responses' ? replies.responses : replies.chat))
  const models = { target: { baseURL: server.baseURL, ...(api ? { api } : {}) } }
  return { server, client: clientFor({ models, limits: { retries: 0 } }) }
}

const paths = (requests: readonly { path: string }[]) => requests.map(({ path }) => path)

test('another server than OpenAI is asked by chat completions', async () => {
  const { server, client } = await open({ chat: answer('ok'), responses: http(404) })
  await client.generate(hello)
  expect(paths(server.requests)).toEqual(['/chat/completions'])
})

test.each([404, 405, 501])(
  '%i on the first path: the other API is tried once and remembered',
  async (status) => {
    const { server, client } = await open({ chat: http(status, 'no such page'), responses: answer('ok') })
    expect(await client.generate(hello)).toMatchObject({ status: 'ok', text: 'ok' })
    expect(await client.generate({ ...hello, role: 'critic' })).toMatchObject({ status: 'ok' })
    expect(paths(server.requests)).toEqual(['/chat/completions', '/responses', '/responses'])
  },
)

test('calls under way at the switch all follow it', async () => {
  const { client } = await open({ chat: http(404, 'no such page'), responses: answer('ok') })
  const results = await Promise.all(Array.from({ length: 8 }, () => client.generate(hello)))
  expect(results.map(({ status }) => status)).toEqual(Array(8).fill('ok'))
})

test('more calls at once than the breaker allows to fail: a switch counts as no failure', async () => {
  const { server, client } = await open({ chat: http(404, 'no such page'), responses: answer('ok') })
  const results = await Promise.all(Array.from({ length: 60 }, () => client.generate(hello)))
  expect(results.map(({ status }) => status)).toEqual(Array(60).fill('ok'))
  expect(paths(server.requests).filter((path) => path === '/responses')).toHaveLength(60)
})

test('a server that knows neither is an error, and there is no third try', async () => {
  const { server, client } = await open({ chat: http(404), responses: http(404) })
  expect(await client.generate(hello)).toMatchObject({ error: { kind: 'bad-request', status: 404 } })
  expect(server.requests).toHaveLength(2)
})

describe('there is no switch', () => {
  test('for a model that does not exist', async () => {
    const { server, client } = await open({
      chat: apiError(404, 'none', 'model_not_found'),
      responses: answer('ok'),
    })
    expect(await client.generate(hello)).toMatchObject({ error: { kind: 'bad-request' } })
    expect(server.requests).toHaveLength(1)
  })

  test('for an API that the user chose', async () => {
    const { server, client } = await open({ chat: answer('ok'), responses: http(404) }, 'responses')
    expect(await client.generate(hello)).toMatchObject({ error: { status: 404 } })
    expect(paths(server.requests)).toEqual(['/responses'])
  })

  test('once the first API has answered', async () => {
    const server = await serve([answer('ok'), http(404, 'gone')])
    const client = clientFor({ models: { target: { baseURL: server.baseURL } }, limits: { retries: 0 } })
    await client.generate(hello)
    expect(await client.generate(hello)).toMatchObject({ status: 'error' })
    expect(paths(server.requests)).toEqual(['/chat/completions', '/chat/completions'])
  })
})
