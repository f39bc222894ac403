import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { GenerateRequest, ToolSpec } from '../../src/model/client.ts'
import { answer, answerJson, apiError } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

const schema = z.object({ label: z.string() })
const critique: GenerateRequest = {
  role: 'critic',
  messages: [
    { role: 'system', content: 'Be strict.' },
    { role: 'user', content: 'Why?' },
  ],
  output: { name: 'critique', schema },
}
const tool: ToolSpec = { name: 'look', description: 'Looks.', parameters: z.object({}) }
const wished = (body: unknown) => /"json_schema"/.test(JSON.stringify(body))

async function open(api: 'chat' | 'responses', refusal: string, limits = {}) {
  const server = await serve(({ body }) =>
    wished(body) ? apiError(400, refusal) : answer('```json\n{"label": "vague"}\n```'),
  )
  const models = { target: { baseURL: server.baseURL, api } }
  return { server, client: clientFor({ models, limits: { retries: 0, ...limits } }) }
}

describe.each([
  ['chat', "response_format of type 'json_schema' is not supported"],
  ['responses', 'Unsupported parameter: text.format.type json_schema'],
] as const)('a server without structured output: %s', (api, refusal) => {
  test('is told the schema in words, and not asked for it again', async () => {
    const { server, client } = await open(api, refusal)
    for (const _ of [1, 2])
      expect(await client.generate(critique)).toMatchObject({ status: 'ok', output: { label: 'vague' } })
    expect(server.requests.map(({ body }) => wished(body))).toEqual([true, false, false])
    const said = JSON.stringify(server.requests[1]?.body)
    expect(said).toMatch(/Be strict\..*JSON Schema.*label.*Why\?/s)
  })

  test('many calls at once do not count against it', async () => {
    const { client } = await open(api, refusal, { breaker: 3 })
    const results = await Promise.all(Array.from({ length: 40 }, () => client.generate(critique)))
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 'ok'))
  })

  test('is an error for the target, to whose prompt no word is added', async () => {
    const { server, client } = await open(api, refusal)
    expect(await client.generate({ ...critique, role: 'target' })).toMatchObject({
      error: { kind: 'bad-request', message: expect.stringContaining('json_schema') },
    })
    expect(server.requests).toHaveLength(1)
  })
})

test('what is refused beside tools may be given without them', async () => {
  const server = await serve(({ body }) =>
    JSON.stringify(body).includes('"tools"')
      ? apiError(400, 'Tools and response_format exclude each other.')
      : answerJson({ label: 'vague' }),
  )
  const client = clientFor({ models: { target: { baseURL: server.baseURL } }, limits: { retries: 0 } })
  expect(await client.generate({ ...critique, tools: [tool], toolChoice: 'none' })).toMatchObject({
    error: { kind: 'bad-request' },
  })
  expect(await client.generate(critique)).toMatchObject({ status: 'ok' })
  expect(server.requests.map(({ body }) => wished(body))).toEqual([true, true])
})

test('another 400 is the error that it is', async () => {
  const { server, client } = await open('chat', 'The prompt is too long.')
  expect(await client.generate(critique)).toMatchObject({ error: { kind: 'bad-request' } })
  expect(server.requests).toHaveLength(1)
})
