import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { startEmbeddedModel } from '../../src/entries/embedded.ts'
import { type TuneEvent, type TunePromptOptions, tunePrompt } from '../../src/entries/tune.ts'
import { exactMatch } from '../../src/scorers/exact-match.ts'
import { startProxy } from './recording-proxy.ts'

const fixture = fileURLToPath(new URL('../../fixtures/tune', import.meta.url))
const output = z.object({ reasoning: z.string(), topic: z.enum(['room', 'food', 'pool']) })

type Options = TunePromptOptions<{ input: unknown; expected: unknown }, z.output<typeof output>>

async function open() {
  const root = await mkdtemp(join(tmpdir(), 'tune-program-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await cp(fixture, root, { recursive: true })
  const read = (file = 'desk.prompt.md') => readFile(join(root, file), 'utf8')
  const tune = (more: Partial<Options> = {}) =>
    tunePrompt({
      root,
      prompt: 'desk.prompt.md',
      data: 'messages.jsonl',
      output,
      confidence: true,
      scorers: [exactMatch({ path: 'topic' })],
      gate: { passRate: 0.5 },
      ...more,
    })
  return { root, read, tune, before: await read() }
}

beforeEach(() => {
  for (const name of ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL']) vi.stubEnv(name, '')
  return () => vi.unstubAllEnvs()
})

describe('tunePrompt', () => {
  it('tunes a prompt file on the embedded model, tells of it, and writes the file', async () => {
    const { tune, read, before } = await open()
    const events: TuneEvent[] = []
    const result = await tune({ onEvent: (event) => events.push(event) })
    expect(result).toMatchObject({
      suite: 'desk.prompt.md',
      promptFile: 'desk.prompt.md',
      written: true,
      before,
      after: await read(),
      model: { simulated: true },
      gate: { passed: true },
    })
    expect(result.tuned.test?.score ?? 0).toBeGreaterThan(result.seed.test?.score ?? 1)
    expect(events.filter(({ type }) => type === 'iteration')).toHaveLength(result.iterations.length)
    expect(JSON.parse(await read(`${result.folder}/result.json`))).toEqual(JSON.parse(JSON.stringify(result)))
  })

  it('replays what it recorded, without a server', async () => {
    const server = await startEmbeddedModel()
    onTestFinished(() => server.close())
    const recorded = await open()
    const models = { target: { baseURL: server.baseURL } }
    const more = {
      models,
      tune: { iterations: 1 },
      objective: { cost: 10 },
      prices: { 'gpt-4.1': { input: 2, output: 8 } },
    }
    const first = await recorded.tune({ ...more, record: 'record', cache: false })
    const asked = server.requests.total
    const recordings = '.prompt-retune/recordings/'
    const replayed = await open()
    await cp(join(recorded.root, recordings), join(replayed.root, recordings), { recursive: true })
    const again = await replayed.tune({ ...more, record: 'replay' })
    expect(again.after).toBe(first.after)
    expect(again.tuned.test?.score).toBe(first.tuned.test?.score)
    expect(again.iterations.map(({ objective }) => objective)).toEqual(
      first.iterations.map(({ objective }) => objective),
    )
    expect(again.usage.target).toMatchObject({ calls: 0, replayed: { calls: first.usage.target?.calls } })
    expect(server.requests.total).toBe(asked)
  })

  it('takes rows, the options of the plugin, and another file to write to', async () => {
    const { tune, read, before } = await open()
    const rows = (await read('messages.jsonl')).trimEnd().split('\n')
    const result = await tune({
      name: 'front desk',
      data: rows.map((row) => JSON.parse(row)),
      tune: { iterations: 1, out: 'tuned/desk.prompt.md' },
      diagnose: { topics: 2 },
    })
    expect(result).toMatchObject({ suite: 'front desk', written: false, out: 'tuned/desk.prompt.md' })
    expect(result.iterations).toHaveLength(2)
    expect(await read()).toBe(before)
    expect(await read('tuned/desk.prompt.md')).toBe(result.after)
  })

  it('writes nothing in a dry run', async () => {
    const { tune, read, before } = await open()
    const result = await tune({ tune: { iterations: 1, dryRun: true } })
    expect(result).toMatchObject({ written: false, dryRun: true })
    expect(result.after).not.toBe(before)
    expect(await read()).toBe(before)
  })

  it('stops by its signal, and keeps the best so far', async () => {
    const { tune, read, before } = await open()
    const stop = new AbortController()
    const result = await tune({
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'iteration' && event.iteration === 1) stop.abort()
      },
    })
    expect(result).toMatchObject({ stop: { code: 'interrupted' }, written: false, best: 1 })
    expect(await read()).toBe(before)
    expect(await read(`${result.folder}/tuned.prompt.md`)).toBe(result.after)
  })

  it("calls the suite's own target as often at a time as the limits allow, dev behind optimization", async () => {
    const { tune } = await open()
    let underWay = 0
    let most = 0
    const splits: (string | undefined)[] = []
    const target: Options['target'] = async (_messages, { split }) => {
      splits.push(split)
      underWay += 1
      most = Math.max(most, underWay)
      await wait(1)
      underWay -= 1
      return { reasoning: 'None.', topic: 'pool', confidence: 0.5 }
    }
    await tune({ target, limits: { concurrency: 3 }, tune: { iterations: 1, dryRun: true } })
    expect(most).toBe(3)
    const ends = splits.indexOf('dev')
    expect(ends).toBeGreaterThan(20)
    expect(splits.slice(ends, 2 * ends).indexOf('optimization')).toBeGreaterThan(20)
  })

  it('asks every role at its own server, with its own key and no other', async () => {
    const { tune } = await open()
    const embedded = await startEmbeddedModel()
    onTestFinished(() => embedded.close())
    const roles = ['target', 'optimizer', 'critic', 'embedder'] as const
    const [target, optimizer, critic, embedder] = await Promise.all([
      startProxy(embedded.baseURL),
      startProxy(embedded.baseURL),
      startProxy(embedded.baseURL),
      startProxy(embedded.baseURL),
    ])
    vi.stubEnv('OPENAI_API_KEY', 'key-of-openai')
    const result = await tune({
      models: {
        target: { baseURL: target.baseURL, apiKey: 'key-target', model: 'gpt-target', api: 'responses' },
        optimizer: {
          baseURL: optimizer.baseURL,
          apiKey: 'key-optimizer',
          model: 'gpt-optimizer',
          api: 'chat',
        },
        critic: { baseURL: critic.baseURL, apiKey: 'key-critic', model: 'gpt-critic', api: 'chat' },
        embedder: { baseURL: embedder.baseURL },
      },
      tune: { iterations: 1 },
    })
    expect(result.best).toBe(1)
    const seen = [target, optimizer, critic, embedder].map(({ requests }) => [
      ...new Set(requests.map(({ key, model }) => `${model} ${key}`)),
    ])
    expect(Object.fromEntries(roles.map((role, index) => [role, seen[index]]))).toEqual({
      target: ['gpt-target Bearer key-target'],
      optimizer: ['gpt-optimizer Bearer key-optimizer'],
      critic: ['gpt-critic Bearer key-critic'],
      embedder: ['text-embedding-3-small Bearer none'],
    })
  })

  it.each<[string, Partial<Options>, string]>([
    ['options of the plugin', { tune: { iterations: 0 } }, 'tune.iterations'],
    ['options of the suite', { threshold: 2 }, 'threshold'],
    ['a missing prompt', { prompt: 'desk.prompt.txt' }, 'desk.prompt.txt'],
    ['the prompt file as the file to write to', { tune: { out: 'desk.prompt.md' } }, 'tune.out'],
    ['a strategy that is not there', { tune: { strategy: 'hope' } }, '"hope"'],
  ])('refuses %s', async (_what, options, named) => {
    const { tune } = await open()
    await expect(tune(options)).rejects.toThrow(named)
  })

  it('types scorers by the schemas', () => {
    expectTypeOf(tunePrompt<{ input: { note: string }; expected: number }, { label: string }>)
      .parameter(0)
      .toHaveProperty('scorers')
    const typed = () =>
      tunePrompt({
        prompt: 'a.prompt.md',
        data: [],
        schema: z.object({ input: z.object({ note: z.string() }), expected: z.number() }),
        output: z.object({ label: z.string() }),
        scorers: [
          ({ input, output: answer, expected }) => {
            expectTypeOf(input).toEqualTypeOf<{ note: string }>()
            expectTypeOf(answer).toEqualTypeOf<{ label: string }>()
            expectTypeOf(expected).toEqualTypeOf<number>()
            return true
          },
        ],
      })
    expectTypeOf(typed).returns.resolves.toHaveProperty('stop')
  })
})
