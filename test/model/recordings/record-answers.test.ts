import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { pluginOptionsSchema } from '../../../src/core/options.ts'
import { createRedactor, redactBefore } from '../../../src/core/redaction/create-redactor.ts'
import type { GenerateRequest, ModelClient } from '../../../src/model/client.ts'
import { growVector, shrinkVector } from '../../../src/model/recordings/small-vector.ts'
import { type Recording, recordSuite, settleRecording } from '../../../src/suite/record-suite.ts'
import { answer, apiError, refuse, type Script } from '../../support/api-server.ts'
import { clientFor, serve } from '../../support/model-client.ts'

const request: GenerateRequest = { role: 'target', messages: [{ role: 'user', content: 'Where is it?' }] }
const options = pluginOptionsSchema.parse({})
const file = '.prompt-retune/recordings/parcels.jsonl'

function scratch(): string {
  const root = mkdtempSync(join(tmpdir(), 'retune-record-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

const recordingOf = (mode: Recording['mode'], number = 1): Recording => ({
  mode,
  id: `${process.pid}-${number}`,
  tuning: false,
})

function open(
  root: string,
  mode: Recording['mode'],
  env: Readonly<Record<string, string>> = {},
  number = 1,
): ModelClient {
  return recordSuite(clientFor({ env, limits: { retries: 0 } }), {
    ...{ suite: 'parcels', root, options, recording: recordingOf(mode, number), by: 'suite' },
    ofCases: redactBefore(createRedactor({ env: {} }), (text) => text.replaceAll('Ann Example', '[name]')),
  })
}

const settle = (root: string, mode: Recording['mode'], whole = true, number = 1) =>
  settleRecording('parcels', { root, recording: recordingOf(mode, number), whole })

async function served(script: Script) {
  const server = await serve(script)
  return { server, env: { OPENAI_BASE_URL: server.baseURL } }
}

const read = (root: string) => readFileSync(join(root, file), 'utf8')

describe('a recording', () => {
  test('gives every kind of answer back, and asks nobody', async () => {
    for (const reply of [answer('here'), refuse('No.'), answer('cu', { finish: 'length' }), answer('')]) {
      const root = scratch()
      const { server, env } = await served(reply)
      const first = await open(root, 'record', env).generate(request)
      await settle(root, 'record')
      const again = await open(root, 'replay').generate(request)
      expect({ ...again, usage: first.usage }).toEqual(first)
      expect(again.usage).toEqual({
        ...{ calls: 0, inputTokens: 0, outputTokens: 0 },
        replayed: { calls: 1, inputTokens: 11, outputTokens: 7 },
      })
      expect(server.requests).toHaveLength(1)
    }
  })

  test('gives logprobs back, in few characters, also of an answer that a secret was taken out of', async () => {
    const root = scratch()
    const words = ['{"to":"', 'Ann', ' Example', '","queue":"', 'bill', 'ing', '"}']
    const tokens = words.map((token, index) => ({ token, logprob: -index / 10 }))
    const { env } = await served(answer(words.join(''), { tokens }))
    const asked: GenerateRequest = { ...request, logprobs: true }
    const logprobs = { all: -2.1, leaves: [-0.3, -0.9] }
    expect(await open(root, 'record', env).generate(asked)).toMatchObject({ logprobs })
    await settle(root, 'record')
    expect(read(root)).toContain('"logprobs":{"all":-2.1,"leaves":[-0.3,-0.9]}')
    expect(await open(root, 'replay').generate(asked)).toMatchObject({
      text: '{"to":"[name]","queue":"billing"}',
      logprobs,
    })
    expect(await open(root, 'replay').generate(request)).toMatchObject({ error: { kind: 'recording' } })
  })

  test('keeps no error, and asks again for it', async () => {
    const root = scratch()
    const { env } = await served([apiError(500, 'down'), answer('here')])
    expect((await open(root, 'auto', env).generate(request)).status).toBe('error')
    expect(await settle(root, 'auto')).toBeUndefined()
    expect((await open(root, 'auto', env).generate(request)).status).toBe('ok')
  })

  test('serves whoever has no server, and whoever has another one; not one who asks another model', async () => {
    const root = scratch()
    const first = await served(answer('one'))
    await open(root, 'record', { ...first.env, OPENAI_MODEL: 'llama3.3' }).generate(request)
    await settle(root, 'record')
    expect(await open(root, 'replay').generate(request)).toMatchObject({ output: 'one' })
    const second = await served(answer('two'))
    const same = { ...second.env, OPENAI_MODEL: 'llama3.3' }
    expect(await open(root, 'auto', same).generate(request)).toMatchObject({ output: 'one' })
    expect(await open(root, 'auto', second.env).generate(request)).toMatchObject({ output: 'two' })
    expect(await open(root, 'replay').generate({ ...request, model: 'gpt-5' })).toMatchObject({
      error: { kind: 'recording' },
    })
  })

  test('has an answer for each trial', async () => {
    const root = scratch()
    const { env } = await served([answer('one'), answer('two')])
    const client = open(root, 'record', env)
    await client.generate(request)
    await client.generate(request, { trial: 1 })
    await settle(root, 'record')
    const replay = open(root, 'replay')
    expect(await replay.generate(request, { trial: 1 })).toMatchObject({ output: 'two' })
    expect(await replay.generate(request)).toMatchObject({ output: 'one' })
    expect(await replay.generate(request, { trial: 2 })).toMatchObject({ status: 'error' })
  })

  test('holds no secret, and nothing that the suite takes out itself', async () => {
    const root = scratch()
    const { env } = await served(answer('Ann Example has sk-proj-abcdefghijklmnop1234.'))
    await open(root, 'record', env).generate(request)
    await settle(root, 'record')
    expect(read(root)).not.toMatch(/Ann Example|sk-proj/)
    expect(await open(root, 'replay').generate(request)).toMatchObject({ output: '[name] has [redacted].' })
  })

  test('gives the same vectors in a replay as when it was made', async () => {
    const root = scratch()
    const { env } = await served(answer(''))
    const texts = ['lost parcel', 'late parcel', 'no refund']
    const first = await open(root, 'record', env).embed(texts)
    await settle(root, 'record')
    const again = await open(root, 'replay').embed([...texts].reverse())
    if (first.status !== 'ok' || again.status !== 'ok') throw new Error('not embedded')
    expect([...again.vectors].reverse()).toEqual(first.vectors)
    expect(await open(root, 'replay').embed(['lost parcel', 'unknown'])).toMatchObject({
      error: { kind: 'recording', message: expect.stringContaining('npx vitest run --record=auto') },
    })
  })

  test('comes out the same whoever answered first, and passes broken lines over', async () => {
    const root = scratch()
    const cases = ['b', 'a', 'd', 'c']
    const ask = (client: ModelClient, caseId: string) =>
      client.generate({ ...request, messages: [{ role: 'user', content: `about ${caseId}` }] }, { caseId })
    const { env } = await served(answer('here'))
    const client = open(root, 'record', env)
    await Promise.all(cases.map((id) => ask(client, id)))
    await settle(root, 'record')
    const text = read(root)
    const other = open(root, 'record', env, 2)
    for (const id of cases.toReversed()) await ask(other, id)
    expect(await settle(root, 'record', true, 2)).toMatchObject({ answers: 4, changed: 0 })
    expect(read(root)).toBe(text)
    const lines = text.split('\n')
    writeFileSync(
      join(root, file),
      ['<<<<<<< ours', lines[0], '{"key":', lines[1]?.slice(0, 90), lines[2]].join('\r\n'),
    )
    const replay = open(root, 'replay')
    expect(await ask(replay, 'a')).toMatchObject({ status: 'ok' })
    expect(await ask(replay, 'b')).toMatchObject({ status: 'error' })
    expect(await ask(replay, 'c')).toMatchObject({ status: 'ok' })
  })

  test('loses what a whole run had no use for, unless something could not be asked', async () => {
    const root = scratch()
    const about = (content: string): GenerateRequest => ({
      ...request,
      messages: [{ role: 'user', content }],
    })
    const { env } = await served((asked) =>
      JSON.stringify(asked.body).includes('broken') ? apiError(500, 'down') : answer('here'),
    )
    const first = open(root, 'auto', env)
    for (const content of ['one', 'two']) await first.generate(about(content))
    await settle(root, 'auto')
    const part = open(root, 'auto', env, 2)
    await part.generate(about('one'))
    expect(await settle(root, 'auto', false, 2)).toMatchObject({ answers: 2 })
    const troubled = open(root, 'auto', env, 3)
    await troubled.generate(about('one'))
    await troubled.generate(about('broken'))
    expect(await settle(root, 'auto', true, 3)).toMatchObject({ answers: 2 })
    const whole = open(root, 'auto', env, 4)
    await whole.generate(about('one'))
    expect(await settle(root, 'auto', true, 4)).toMatchObject({ answers: 1, changed: 1 })
    expect(readdirSync(join(root, '.prompt-retune/recordings/.parts'))).toEqual(['.gitignore'])
  })
})

test('a shrunk vector points where it pointed, and shrinks to the same again', () => {
  // As servers send them: 32 bits a member.
  const vectors = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(vectors, (vector) => {
      const small = shrinkVector(vector)
      const grown = growVector(small ?? '')
      const largest = Math.max(...vector.map(Math.abs))
      expect(grown).toHaveLength(vector.length)
      for (const [index, member] of (grown ?? []).entries())
        expect(Math.abs(member - (vector[index] ?? 0))).toBeLessThanOrEqual(largest * 0.0041)
    }),
  )
  expect(shrinkVector([1, Number.NaN])).toBeUndefined()
  for (const record of ['', 'x:AAAA', '1:', '1:%', 3, null]) expect(growVector(record)).toBeUndefined()
})
