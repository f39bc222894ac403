import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { GenerateRequest } from '../../../src/model/client.ts'
import { answer, apiError, http, type Reply, type Script } from '../../support/api-server.ts'
import { clientFor, serve } from '../../support/model-client.ts'

const text = '{"queue":"billing"}'
const tokens = [
  { token: '{"', logprob: 0 },
  { token: 'queue', logprob: -0.001 },
  { token: '":"', logprob: -0.02 },
  { token: 'bill', logprob: -0.3 },
  { token: 'ing', logprob: -0.04, bytes: [105, 110, 103] },
  { token: '"}', logprob: -0.005, bytes: null },
]
const billing = answer(text, { tokens })
const told = { all: -0.366, leaves: [-0.34] }

const request: GenerateRequest = {
  role: 'target',
  messages: [{ role: 'user', content: 'Where?' }],
  output: { name: 'answer', schema: z.object({ queue: z.string() }) },
  logprobs: true,
}

const apis = ['responses', 'chat'] as const

async function open(api: (typeof apis)[number], script: Script, limits = {}, model = 'gpt-4.1') {
  const server = await serve(script)
  const target = { baseURL: server.baseURL, apiKey: 'k', api, model }
  const asked = () => server.requests.map(({ body }) => wish(body))
  return { server, asked, client: clientFor({ models: { target }, limits: { retries: 0, ...limits } }) }
}

const bodySchema = z.looseObject({
  logprobs: z.unknown().optional(),
  include: z.array(z.string()).optional(),
})

/** What of a request asks for logprobs. */
function wish(body: unknown): unknown {
  const { logprobs, include } = bodySchema.parse(body)
  return logprobs ?? include
}

describe.each(apis)('%s', (api) => {
  const wanted = api === 'chat' ? true : ['message.output_text.logprobs']

  test('asks for logprobs and tells those of each value', async () => {
    const { asked, client } = await open(api, billing)
    const result = await client.generate(request)
    expect(result).toMatchObject({ status: 'ok', output: { queue: 'billing' }, logprobs: told })
    expect(asked()).toEqual([wanted])
    // Neither what is kept nor what is sent back holds the tokens.
    expect(JSON.stringify(result)).not.toContain('-0.02')
  })

  test('asks for none unless it is told to', async () => {
    const { asked, client } = await open(api, billing)
    const { logprobs: _, ...plain } = request
    expect(await client.generate(plain)).not.toHaveProperty('logprobs')
    expect(asked()).toEqual([undefined])
  })

  test('says so where the server gives none, or tokens of another text', async () => {
    expect(await (await open(api, answer(text))).client.generate(request)).toMatchObject({
      status: 'ok',
      logprobs: 'none',
    })
    const other = answer(text, { tokens: tokens.slice(1) })
    expect(await (await open(api, other)).client.generate(request)).toMatchObject({ logprobs: 'unreadable' })
  })

  test.for([
    [
      400,
      {
        error: {
          message: 'logprobs are not supported with reasoning models.',
          code: 'unsupported_parameter',
        },
      },
    ],
    [403, { error: { message: 'You are not allowed to request logprobs from this model.' } }],
    [
      422,
      {
        detail: [
          { type: 'extra_forbidden', loc: ['body', 'top_logprobs'], msg: 'Extra inputs are not permitted' },
        ],
      },
    ],
  ] as const)('a refusal (%i) costs no answer, and is met once', async ([status, body]) => {
    const refusing = ({ body: sent }: { body: unknown }): Reply =>
      wish(sent) === undefined ? answer(text) : http(status, body)
    const { asked, client } = await open(api, refusing)
    const first = await client.generate(request)
    expect(first).toMatchObject({ status: 'ok', output: { queue: 'billing' }, logprobs: 'refused' })
    expect(await client.generate(request)).toMatchObject({ status: 'ok', logprobs: 'refused' })
    expect(asked()).toEqual([wanted, undefined, undefined])
  })

  test('refusals of many calls at once do not count against the server', async () => {
    const calls = 4
    const all = Promise.withResolvers<void>()
    const { asked, client } = await open(
      api,
      async ({ body }) => {
        if (wish(body) === undefined) return answer(text)
        // None is answered before all are asked.
        if (asked().length === calls) all.resolve()
        await all.promise
        return apiError(403, 'You may not request logprobs.')
      },
      { concurrency: calls, breaker: 2 },
    )
    const results = await Promise.all(Array.from({ length: calls }, () => client.generate(request)))
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 'ok'))
  })

  test('another 400 stays the error that it is, and is not asked twice', async () => {
    const { server, client } = await open(api, apiError(400, 'The schema is too deep.'))
    expect(await client.generate(request)).toMatchObject({ status: 'error', error: { kind: 'bad-request' } })
    expect(server.requests).toHaveLength(1)
  })
})

test('reasoning that is to be sent back is still asked for', async () => {
  const { server, client } = await open('responses', billing, {}, 'gpt-5')
  await client.generate(request)
  expect(server.requests[0]?.body).toMatchObject({
    store: false,
    include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
  })
})
