import { expect, test } from 'vitest'
import { http } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

const text = 'x'.repeat(400)

test.each([
  ['none', undefined],
  ['zeros', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
])('tokens that a server does not count (%s) are characters / 4', async (_, usage) => {
  const server = await serve(({ path }) =>
    http(
      200,
      path === '/embeddings'
        ? { data: [{ index: 0, embedding: [1, 0] }], usage }
        : { choices: [{ message: { role: 'assistant', content: 'y'.repeat(81) } }], usage },
    ),
  )
  const client = clientFor({ models: { target: { baseURL: server.baseURL } } })
  expect(
    await client.generate({ role: 'target', messages: [{ role: 'user', content: text }] }),
  ).toMatchObject({
    usage: { calls: 1, inputTokens: 100, outputTokens: 21 },
  })
  expect(await client.embed([text])).toMatchObject({
    usage: { calls: 1, inputTokens: 100, outputTokens: 0 },
  })
})
