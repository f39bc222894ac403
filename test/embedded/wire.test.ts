import OpenAI from 'openai'
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openEmbedded } from './embedded-client.ts'

const system = 'Pick the plant.\n- rose: thorns, petals\n- fern: fronds, shade'
const answer = z.object({
  reasoning: z.string(),
  plant: z.enum(['rose', 'fern']),
  confidence: z.number().min(0).max(1),
})
const messages = [
  { role: 'system' as const, content: system },
  { role: 'user' as const, content: 'It pricked me with a thorn.' },
]

describe('POST /v1/responses', () => {
  it('gives a structured output that the client parses', async () => {
    const { client } = await openEmbedded()
    const response = await client.responses.parse({
      model: 'gpt-4.1',
      input: messages,
      text: { format: zodTextFormat(answer, 'answer') },
    })
    expect(response.output_parsed).toMatchObject({
      plant: 'rose',
      reasoning: expect.stringContaining('thorn'),
    })
    expect(response).toMatchObject({
      object: 'response',
      status: 'completed',
      created_at: 0,
      model: 'gpt-4.1',
    })
    expect(response.usage).toMatchObject({
      input_tokens: Math.ceil((system.length + 'It pricked me with a thorn.'.length) / 4),
      output_tokens: Math.ceil(response.output_text.length / 4),
    })
  })

  it('takes instructions and a bare input text', async () => {
    const { client } = await openEmbedded()
    const response = await client.responses.create({
      model: 'gpt-5',
      instructions: system,
      input: 'deep shade',
    })
    expect(response.output_text).toBe('fern')
  })

  it('cuts what is over max_output_tokens', async () => {
    const { client } = await openEmbedded()
    const response = await client.responses.create({
      model: 'gpt-4.1',
      input: messages,
      max_output_tokens: 16,
      text: { format: zodTextFormat(answer, 'answer') },
    })
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      usage: { output_tokens: 16 },
    })
  })
})

describe('POST /v1/chat/completions', () => {
  it('gives a structured output that the client parses', async () => {
    const { client } = await openEmbedded()
    const completion = await client.chat.completions.parse({
      model: 'gpt-4.1',
      messages,
      response_format: zodResponseFormat(answer, 'answer'),
    })
    const [choice] = completion.choices
    expect(choice?.message.parsed).toMatchObject({ plant: 'rose' })
    expect(choice).toMatchObject({
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', refusal: null },
    })
    expect(completion).toMatchObject({ object: 'chat.completion', created: 0 })
    const {
      prompt_tokens: input = 0,
      completion_tokens: output = 0,
      total_tokens: total,
    } = completion.usage ?? {}
    expect([input > 0, output > 0, total]).toEqual([true, true, input + output])
  })

  it('reads content in parts', async () => {
    const { client } = await openEmbedded()
    const completion = await client.chat.completions.create({
      model: 'gpt-4.1',
      messages: [
        { role: 'developer', content: system },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'long' },
            { type: 'text', text: 'fronds' },
          ],
        },
      ],
    })
    expect(completion.choices[0]?.message.content).toBe('fern')
  })
})

describe('the server', () => {
  it('answers the same request the same, ids included, and other requests under other ids', async () => {
    const { client } = await openEmbedded()
    const { client: another } = await openEmbedded()
    const ask = (from: OpenAI, content: string) =>
      from.chat.completions.create({
        model: 'gpt-4.1',
        messages: [
          { role: 'system', content: system },
          { role: 'user', content },
        ],
      })
    const [first, second, other] = [await ask(client, 'a'), await ask(another, 'a'), await ask(client, 'b')]
    expect(first).toEqual(second)
    expect(other.id).not.toBe(first.id)
  })

  it('counts requests: all, by path and by job', async () => {
    const { client, server } = await openEmbedded()
    await client.responses.create({ model: 'gpt-4.1', input: messages })
    await client.chat.completions.create({ model: 'gpt-4.1', messages })
    await client.embeddings.create({ model: 'text-embedding-3-small', input: 'rose' })
    expect(server.requests).toEqual({
      total: 3,
      endpoints: { '/v1/responses': 1, '/v1/chat/completions': 1, '/v1/embeddings': 1 },
      jobs: { target: 2, embedding: 1 },
    })
  })

  it('lists models that it can play', async () => {
    const { client } = await openEmbedded()
    const models = await client.models.list()
    expect(models.data.map(({ id }) => id)).toContain('embedded')
  })

  it('listens on loopback only, and frees its port', async () => {
    const { server } = await openEmbedded()
    expect(new URL(server.baseURL).hostname).toBe('127.0.0.1')
    await server.close()
    await expect(fetch(`${server.baseURL}/models`)).rejects.toThrow()
  })

  it('says which port was taken', async () => {
    const { server } = await openEmbedded()
    const port = Number(new URL(server.baseURL).port)
    await expect(openEmbedded({ port })).rejects.toMatchObject({ code: 'EMBEDDED_PORT' })
  })
})

describe('what it cannot do', () => {
  const user = (content: string) => [{ role: 'user' as const, content }]

  it.each([
    ['no labels', { messages: user('Write a poem.') }],
    ['JSON without a schema', { messages: user('x'), response_format: { type: 'json_object' as const } }],
    ['several answers', { messages, n: 2 }],
    [
      'other tools',
      {
        messages,
        tools: [{ type: 'function' as const, function: { name: 'weather' } }],
        tool_choice: 'required' as const,
      },
    ],
  ])('refuses %s with what to do instead', async (_what, request) => {
    const { client } = await openEmbedded()
    const error: unknown = await client.chat.completions
      .create({ model: 'gpt-4.1', ...request })
      .catch((e) => e)
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({
      code: 'embedded_cannot',
      message: expect.stringContaining('OPENAI_API_KEY'),
    })
  })

  it('refuses images', async () => {
    const { client } = await openEmbedded()
    const content = [{ type: 'image_url' as const, image_url: { url: 'data:,' } }]
    const asked = client.chat.completions.create({ model: 'gpt-4.1', messages: [{ role: 'user', content }] })
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'embedded_cannot' })
  })

  it('refuses a number that is no confidence', async () => {
    const { client } = await openEmbedded()
    const format = zodTextFormat(z.object({ plant: z.enum(['rose', 'fern']), price: z.number() }), 'answer')
    const asked = client.responses.create({ model: 'gpt-4.1', input: messages, text: { format } })
    await expect(asked).rejects.toMatchObject({
      code: 'embedded_cannot',
      message: expect.stringContaining('"price"'),
    })
  })

  it('does not know other models and addresses', async () => {
    const { client, server } = await openEmbedded()
    const asked = client.chat.completions.create({ model: 'llama3', messages })
    await expect(asked).rejects.toMatchObject({ status: 404, code: 'model_not_found' })
    const response = await fetch(`${server.baseURL}/files`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', code: 'embedded_no_route' },
    })
  })

  it('names what is wrong in a request that it cannot read', async () => {
    const { server } = await openEmbedded()
    const post = async (body: string) => {
      const response = await fetch(`${server.baseURL}/chat/completions`, { method: 'POST', body })
      return { status: response.status, body: await response.json() }
    }
    expect(await post('{')).toMatchObject({ status: 400, body: { error: { code: 'embedded_bad_request' } } })
    expect(await post('{"model":"gpt-4.1"}')).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('messages') } },
    })
  })
})
