import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { GenerateRequest, Message } from '../../src/model/client.ts'
import { answer, answerJson, callTool, refuse, type Script } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

const hello: GenerateRequest = { role: 'target', messages: [{ role: 'user', content: 'Hello' }] }
const queue = z.object({ queue: z.enum(['billing', 'login']), note: z.string().optional() })

async function open(api: 'responses' | 'chat', script?: Script, model = 'gpt-4.1') {
  const server = await serve(script)
  const target = { baseURL: server.baseURL, apiKey: 'test-key-1234', api, model }
  return { server, client: clientFor({ models: { target } }) }
}

describe.each(['responses', 'chat'] as const)('%s', (api) => {
  test('sends the messages with the key and returns text, turn and usage', async () => {
    const { server, client } = await open(api, answer('Hi!'))
    const result = await client.generate({
      ...hello,
      messages: [{ role: 'system', content: 'Be kind.' }, ...hello.messages],
    })
    expect(result).toMatchObject({
      status: 'ok',
      text: 'Hi!',
      output: 'Hi!',
      toolCalls: [],
      message: { role: 'assistant', content: 'Hi!' },
      usage: { calls: 1, inputTokens: 11, outputTokens: 7 },
    })
    const [request] = server.requests
    expect(request?.path).toBe(api === 'chat' ? '/chat/completions' : '/responses')
    expect(request?.headers.authorization).toBe('Bearer test-key-1234')
    expect(request?.body).toEqual({
      model: 'gpt-4.1',
      [api === 'chat' ? 'messages' : 'input']: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hello' },
      ],
    })
  })

  test('sends the settings that are set', async () => {
    const { server, client } = await open(api)
    await client.generate({
      ...hello,
      temperature: 0,
      topP: 0.5,
      maxOutputTokens: 100,
      reasoningEffort: 'low',
    })
    expect(server.requests[0]?.body).toMatchObject(
      api === 'chat'
        ? { temperature: 0, top_p: 0.5, max_completion_tokens: 100, reasoning_effort: 'low' }
        : { temperature: 0, top_p: 0.5, max_output_tokens: 100, reasoning: { effort: 'low' } },
    )
  })

  test('asks for strict structured output, turns null back to absent, and checks the answer', async () => {
    const { server, client } = await open(api, [
      answerJson({ queue: 'login', note: null }),
      answerJson({ queue: 'shipping', note: null }),
      answer('{"queue": "lo'),
    ])
    const request = { ...hello, output: { name: 'answer', schema: queue } }
    expect(await client.generate(request)).toMatchObject({ status: 'ok', output: { queue: 'login' } })
    const format = {
      name: 'answer',
      strict: true,
      schema: {
        type: 'object',
        properties: {
          queue: { type: 'string', enum: ['billing', 'login'] },
          note: { type: ['string', 'null'] },
        },
        required: ['queue', 'note'],
        additionalProperties: false,
      },
    }
    expect(server.requests[0]?.body).toMatchObject(
      api === 'chat'
        ? { response_format: { type: 'json_schema', json_schema: format } }
        : { text: { format: { type: 'json_schema', ...format } } },
    )
    expect(await client.generate(request)).toMatchObject({
      status: 'failed',
      kind: 'malformed',
      text: '{"queue":"shipping","note":null}',
      reason: expect.stringContaining('queue: '),
      usage: { calls: 1, inputTokens: 11, outputTokens: 7 },
    })
    expect(await client.generate(request)).toMatchObject({
      status: 'failed',
      kind: 'malformed',
      reason: expect.stringContaining('not JSON'),
    })
  })

  test('wraps a root that is no object, and unwraps the answer', async () => {
    const { server, client } = await open(api, answerJson({ answer: ['a', 'b'] }))
    const result = await client.generate({
      ...hello,
      output: { name: 'answer', schema: z.array(z.string()) },
    })
    expect(result).toMatchObject({ status: 'ok', output: ['a', 'b'] })
    expect(JSON.stringify(server.requests[0]?.body)).toContain('"required":["answer"]')
  })

  test.each([
    ['refusal', refuse('I will not.'), 'I will not.'],
    ['length', answer('{"que', { finish: 'length' }), 'cut'],
    ['content-filter', answer('', { finish: 'content_filter' }), 'filter'],
    ['empty', answer(' \n'), 'empty'],
  ] as const)('tells %s apart', async (kind, reply, reason) => {
    const { client } = await open(api, reply)
    const result = await client.generate({ ...hello, output: { name: 'answer', schema: queue } })
    expect(result).toMatchObject({
      status: 'failed',
      kind,
      reason: expect.stringContaining(reason),
      usage: { calls: 1 },
    })
  })

  test('offers tools strictly and carries a conversation with tool results', async () => {
    const { server, client } = await open(api, [
      callTool('look_up', { word: 'x', page: null }),
      answer('Done.'),
    ])
    const tools = [
      {
        name: 'look_up',
        description: 'Looks a word up.',
        parameters: z.object({ word: z.string(), page: z.int().optional() }),
      },
    ]
    const first = await client.generate({ ...hello, tools, toolChoice: 'required' })
    expect(first).toMatchObject({
      status: 'ok',
      toolCalls: [{ id: 'call_1', name: 'look_up', arguments: '{"word":"x","page":null}' }],
    })
    if (first.status !== 'ok') return
    const messages: Message[] = [
      ...hello.messages,
      first.message,
      { role: 'tool', toolCallId: 'call_1', content: 'found' },
    ]
    const second = await client.generate({ ...hello, messages, tools, toolChoice: 'none' })
    expect(second).toMatchObject({ status: 'ok', text: 'Done.' })

    const parameters = {
      type: 'object',
      properties: { word: { type: 'string' }, page: { type: ['integer', 'null'] } },
      required: ['word', 'page'],
      additionalProperties: false,
    }
    const tool = { name: 'look_up', description: 'Looks a word up.', parameters, strict: true }
    expect(server.requests[0]?.body).toMatchObject({
      tool_choice: 'required',
      tools: [api === 'chat' ? { type: 'function', function: tool } : { type: 'function', ...tool }],
    })
    const call = { name: 'look_up', arguments: '{"word":"x","page":null}' }
    expect(server.requests[1]?.body).toMatchObject(
      api === 'chat'
        ? {
            tool_choice: 'none',
            messages: [
              { role: 'user' },
              {
                role: 'assistant',
                content: null,
                tool_calls: [{ id: 'call_1', type: 'function', function: call }],
              },
              { role: 'tool', tool_call_id: 'call_1', content: 'found' },
            ],
          }
        : {
            tool_choice: 'none',
            input: [
              { role: 'user' },
              { type: 'function_call', id: 'fc_1', call_id: 'call_1', ...call },
              { type: 'function_call_output', call_id: 'call_1', output: 'found' },
            ],
          },
    )
  })

  test('takes an assistant turn that no API made', async () => {
    const { server, client } = await open(api)
    const toolCalls = [{ id: 'c', name: 'f', arguments: '{}' }]
    await client.generate({
      role: 'optimizer',
      messages: [...hello.messages, { role: 'assistant', content: 'Thinking', toolCalls }],
    })
    expect(server.requests[0]?.body).toMatchObject(
      api === 'chat'
        ? { messages: [{ role: 'user' }, { content: 'Thinking', tool_calls: [{ id: 'c' }] }] }
        : {
            input: [
              { role: 'user' },
              { role: 'assistant', content: 'Thinking' },
              { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
            ],
          },
    )
  })
})

test('keeps the reasoning of a reasoning model, encrypted, and sends it back unchanged', async () => {
  const { server, client } = await open(
    'responses',
    [answer('One.', { reasoning: 'gAAA' }), answer('Two.')],
    'gpt-5',
  )
  const first = await client.generate(hello)
  expect(server.requests[0]?.body).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] })
  if (first.status !== 'ok') throw new Error('expected an answer')
  await client.generate({ ...hello, messages: [...hello.messages, first.message] })
  expect(server.requests[1]?.body).toMatchObject({
    input: [
      { role: 'user', content: 'Hello' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' },
      { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'One.' }] },
    ],
  })
})

test('a plain model is asked without reasoning', async () => {
  const { server, client } = await open('responses')
  await client.generate(hello)
  expect(server.requests[0]?.body).not.toHaveProperty('include')
  expect(server.requests[0]?.body).not.toHaveProperty('store')
})

test('a server of another maker gets max_tokens', async () => {
  const { server, client } = await open('chat', answer('ok'), 'llama3.2')
  await client.generate({ ...hello, maxOutputTokens: 5 })
  expect(server.requests[0]?.body).toMatchObject({ max_tokens: 5 })
})

test('a schema without a JSON form is a set-up error that names the way out', async () => {
  const { client } = await open('responses')
  const output = { name: 'answer', schema: z.object({ when: z.date() }) }
  await expect(client.generate({ ...hello, output })).rejects.toMatchObject({
    code: 'MODEL_SCHEMA',
    message: expect.stringContaining('Date'),
  })
})
