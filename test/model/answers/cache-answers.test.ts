import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { limitsSchema, modelsSchema } from '../../../src/core/options.ts'
import { createRedactor, redactBefore } from '../../../src/core/redaction/create-redactor.ts'
import { openAnswerStore } from '../../../src/model/answers/answer-store.ts'
import { cacheAnswers } from '../../../src/model/answers/cache-answers.ts'
import { createProviderOf } from '../../../src/model/answers/provider-of.ts'
import type { GenerateRequest, ModelClient } from '../../../src/model/client.ts'
import { createModelClient } from '../../../src/model/create-model-client.ts'
import { createMayKeep } from '../../../src/suite/may-keep.ts'
import {
  type ApiServer,
  answer,
  answerJson,
  apiError,
  callTool,
  drop,
  type Reply,
  refuse,
} from '../../support/api-server.ts'
import { serve } from '../../support/model-client.ts'

const request: GenerateRequest = {
  role: 'target',
  messages: [
    { role: 'system', content: 'Answer.' },
    { role: 'user', content: 'Where is my parcel?' },
  ],
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'retune-cache-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

interface Given {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly models?: Parameters<typeof modelsSchema.parse>[0]
  readonly embedded?: { readonly baseURL: string; canPlay(): boolean }
}

/** The client of another process, as far as it knows. */
function open({ folder, env, models = {}, embedded }: Given): ModelClient {
  const store = openAnswerStore(folder, { maxBytes: 10_000_000 })
  onTestFinished(() => store.close())
  const options = {
    models: modelsSchema.parse(models),
    limits: limitsSchema.parse({ retries: 0 }),
    env,
    embedded,
  }
  return cacheAnswers({
    model: createModelClient(options),
    store,
    providerOf: createProviderOf(options.models, embedded, env),
    mayKeep: createMayKeep({ redactor: createRedactor({ env: {} }), ofCases }),
  })
}

const ofCases = redactBefore(createRedactor({ env: {} }), (text) => text.replaceAll('Ann Example', '[name]'))

const envOf = (server: ApiServer) => ({ OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'sk-one' })

describe('the response cache', () => {
  test('answers what was asked before without a call, and says what that saved', async () => {
    const server = await serve(answer('in Ghent', { usage: { input: 100, output: 20 } }))
    const given = { folder: scratch(), env: envOf(server) }
    const first = await open(given).generate(request)
    expect(first).toMatchObject({ status: 'ok', output: 'in Ghent', usage: { calls: 1, inputTokens: 100 } })
    expect(first.usage.cached).toBeUndefined()
    const second = await open(given).generate(request)
    expect(second).toEqual({
      ...first,
      usage: {
        calls: 0,
        inputTokens: 0,
        outputTokens: 0,
        cached: { calls: 1, inputTokens: 100, outputTokens: 20 },
      },
    })
    expect(server.requests).toHaveLength(1)
  })

  test('keeps logprobs, and takes no answer without them for one that was asked for them', async () => {
    const tokens = [
      { token: 'in', logprob: -0.5 },
      { token: ' Ghent', logprob: -0.25 },
    ]
    const server = await serve(answer('in Ghent', { tokens }))
    const given = { folder: scratch(), env: envOf(server) }
    const asked: GenerateRequest = { ...request, logprobs: true }
    await open(given).generate(request)
    expect(await open(given).generate(asked)).toMatchObject({ logprobs: { all: -0.75 }, usage: { calls: 1 } })
    expect(await open(given).generate(asked)).toMatchObject({ logprobs: { all: -0.75 }, usage: { calls: 0 } })
    expect(await open(given).generate(request)).not.toHaveProperty('logprobs')
    expect(server.requests).toHaveLength(2)
    const kept = readdirSync(given.folder).map((name) => readFileSync(join(given.folder, name), 'utf8'))
    expect(kept.join('')).toContain('"logprobs":{"all":-0.75}')
    expect(kept.join('')).not.toContain('"token"')
  })

  test('asks once for what is asked twice at the same time', async () => {
    const server = await serve(answer('in Ghent'))
    const client = open({ folder: scratch(), env: envOf(server) })
    const results = await Promise.all([client.generate(request), client.generate(request)])
    expect(results.map(({ usage }) => usage.calls)).toEqual([1, 0])
    expect(server.requests).toHaveLength(1)
  })

  const schema = z.object({ queue: z.string() })
  const changes: Record<string, Partial<GenerateRequest>> = {
    'another message': { messages: [{ role: 'user', content: 'Where is my letter?' }] },
    'another role of a message': {
      messages: [
        { role: 'developer', content: 'Answer.' },
        { role: 'user', content: 'Where is my parcel?' },
      ],
    },
    'another model': { model: 'gpt-5' },
    'a temperature': { temperature: 0 },
    'another top_p': { topP: 0.5 },
    'another limit': { maxOutputTokens: 500 },
    'another effort': { reasoningEffort: 'low' },
    'a schema': { output: { name: 'answer', schema } },
    'a tool': { tools: [{ name: 'look', description: 'looks', parameters: schema }] },
  }

  test.for(Object.entries(changes))('asks anew after %s', async ([, change]) => {
    const server = await serve(answerJson({ queue: 'shipping' }))
    const client = open({ folder: scratch(), env: envOf(server) })
    await client.generate(request)
    await client.generate({ ...request, ...change })
    await client.generate({ ...request, ...change })
    expect(server.requests).toHaveLength(2)
  })

  test('asks anew for each trial', async () => {
    const server = await serve(answer('in Ghent'))
    const given = { folder: scratch(), env: envOf(server) }
    for (const trial of [undefined, 1, 2, 1, 2, undefined]) await open(given).generate(request, { trial })
    expect(server.requests).toHaveLength(3)
  })

  test('asks each server for itself, whatever the key and however its address is written', async () => {
    const [one, other] = [await serve(answer('one')), await serve(answer('other'))]
    const folder = scratch()
    await open({ folder, env: envOf(one) }).generate(request)
    expect(await open({ folder, env: envOf(other) }).generate(request)).toMatchObject({ output: 'other' })
    const spelling = { OPENAI_BASE_URL: `${one.baseURL}/`, OPENAI_API_KEY: 'sk-two' }
    expect(await open({ folder, env: spelling }).generate(request)).toMatchObject({ output: 'one' })
    expect(one.requests).toHaveLength(1)
  })

  test('gives one answer to whoever asks the same, in whichever role', async () => {
    const server = await serve(answer('in Ghent'))
    const client = open({ folder: scratch(), env: envOf(server), models: { target: { model: 'gpt-5' } } })
    await client.generate(request)
    await client.generate({ ...request, role: 'judge' })
    expect(server.requests).toHaveLength(1)
  })

  const fleeting: Record<string, Reply> = {
    'an error of the server': apiError(500, 'down'),
    'a limited rate': apiError(429, 'slow down'),
    'a spent quota': apiError(429, 'no quota', 'insufficient_quota'),
    'a lost connection': drop,
    'a cut answer': answer('in Gh', { finish: 'length' }),
    'a filtered answer': answer('in', { finish: 'content_filter' }),
    'an empty answer': answer(''),
  }

  test.for(Object.entries(fleeting))('does not keep %s', async ([, reply]) => {
    const server = await serve([reply, answer('in Ghent')])
    const given = { folder: scratch(), env: envOf(server) }
    expect((await open(given).generate(request)).status).not.toBe('ok')
    expect(await open(given).generate(request)).toMatchObject({ status: 'ok', usage: { calls: 1 } })
  })

  test('keeps refusals, tool calls and answers of the wrong form', async () => {
    const tools = [{ name: 'look', description: 'looks', parameters: schema }]
    const output = { name: 'answer', schema }
    for (const [reply, more] of [
      [refuse('No.'), {}],
      [callTool('look', { queue: 'a' }), { tools }],
      [answer('no JSON'), { output }],
    ] as const) {
      const server = await serve(reply)
      const given = { folder: scratch(), env: envOf(server) }
      const first = await open(given).generate({ ...request, ...more })
      const second = await open(given).generate({ ...request, ...more })
      expect({ ...second, usage: first.usage }).toEqual(first)
      expect(server.requests).toHaveLength(1)
    }
  })

  test('reads an answer anew, so that a check that was added to the schema counts', async () => {
    const server = await serve(answerJson({ queue: 'parcels' }))
    const given = { folder: scratch(), env: envOf(server) }
    const ask = (checked: z.ZodType) =>
      open(given).generate({ ...request, output: { name: 'answer', schema: checked } })
    expect(await ask(schema)).toMatchObject({ status: 'ok' })
    const strict = schema.refine(({ queue }) => queue === 'shipping')
    expect(await ask(strict)).toMatchObject({ status: 'failed', kind: 'malformed' })
    expect(await ask(schema)).toMatchObject({ status: 'ok' })
    expect(server.requests).toHaveLength(1)
  })

  test('asks only for the vectors that are new, and gives the same ones again', async () => {
    const server = await serve()
    const given = { folder: scratch(), env: envOf(server) }
    const first = await open(given).embed(['a', 'b', 'a'])
    const second = await open(given).embed(['b', 'c', 'a'])
    if (first.status !== 'ok' || second.status !== 'ok') throw new Error('not embedded')
    expect(server.requests.map(({ body }) => body)).toMatchObject([{ input: ['a', 'b'] }, { input: ['c'] }])
    expect(first.vectors).toHaveLength(3)
    expect([second.vectors[2], second.vectors[0]]).toEqual([first.vectors[0], first.vectors[1]])
    expect(second.usage).toEqual({
      calls: 1,
      inputTokens: 1,
      outputTokens: 0,
      cached: { calls: 1, inputTokens: 2, outputTokens: 0 },
    })
    expect((await open(given).embed(['a', 'b', 'c'])).usage.calls).toBe(0)
  })

  test('keeps nothing that a secret would have to be taken out of, by the suite itself too', async () => {
    const server = await serve([
      answer('It is sk-proj-abcdefghijklmnop1234.'),
      answer('Ann Example'),
      answer('fine'),
    ])
    const given = { folder: scratch(), env: envOf(server) }
    for (const output of ['It is sk-proj-abcdefghijklmnop1234.', 'Ann Example', 'fine', 'fine'])
      expect(await open(given).generate(request)).toMatchObject({ output })
    expect(server.requests).toHaveLength(3)
    const kept = readdirSync(given.folder).map((name) => readFileSync(join(given.folder, name), 'utf8'))
    expect(kept.join()).toMatch(/fine/)
    expect(kept.join()).not.toMatch(/sk-|Ann/)
  })

  test('keeps nothing of the embedded model', async () => {
    const server = await serve(answer('simulated'))
    const embedded = { baseURL: server.baseURL, canPlay: () => true }
    const given = { folder: scratch(), env: {}, embedded }
    await open(given).generate(request)
    expect(await open(given).generate(request)).toMatchObject({ status: 'ok', usage: { calls: 1 } })
    expect(server.requests).toHaveLength(2)
  })
})
