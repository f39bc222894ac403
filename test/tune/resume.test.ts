import { appendFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { limitsSchema, modelsSchema } from '../../src/core/options.ts'
import type { TuneResult } from '../../src/core/tune-result.ts'
import { createModelClient } from '../../src/model/create-model-client.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { defineScorer } from '../../src/scorers/scorer.ts'
import { endRun } from '../../src/tune/resume/end-run.ts'
import type { TuneInput } from '../../src/tune/tune-input.ts'
import { answer, apiError } from '../support/api-server.ts'
import { teach } from './support/learner.ts'
import { casesOf, seedSource, startWorld, type World, type WorldOptions } from './support/tuning-world.ts'

/** What an unbroken run comes to, without what may differ between two runs. */
const essence = ({ notes: _, ...result }: TuneResult) => result

const unbroken = async (options: WorldOptions = {}) => {
  const world = await startWorld({ intercept: teach, ...options })
  const result = await world.tune()
  return { world, result, journal: await world.journal() }
}

/** Questions that were asked more than once. */
const repeated = ({ requests }: World) => {
  const bodies = requests.map(({ kind, body }) => `${kind} ${body}`)
  return bodies.filter((body, index) => bodies.indexOf(body) !== index)
}

const sorted = (events: readonly unknown[]) => events.map((event) => JSON.stringify(event)).sort()

const concurrency = 4

/** A world whose tuning is broken off at its nth request, as hard as a process can by itself. */
async function brokenOff(at: number, options: WorldOptions = {}, more: Partial<TuneInput> = {}) {
  const stop = new AbortController()
  const world: World = await startWorld({
    concurrency,
    ...options,
    intercept: (request) => {
      if (world.requests.length === at) stop.abort()
      return options.intercept?.(request) ?? teach(request)
    },
  })
  const result = await world.tune({ ...more, signal: stop.signal })
  return { world, result }
}

describe('a run that was broken off', () => {
  test('comes to the same end as an unbroken one, wherever it was broken off, with no answer paid for twice', async () => {
    const whole = await unbroken()
    expect(whole.result).toMatchObject({ best: 4, written: true, stop: { code: 'optimizer' } })
    expect(repeated(whole.world)).toEqual([])
    const total = whole.world.requests.length
    expect(total).toBeGreaterThan(150)
    for (let at = 1; at < total; at += 13) {
      const { world, result: first } = await brokenOff(at)
      expect(first).toMatchObject({ stop: { code: 'interrupted' }, written: false })
      const result = await world.tune()
      expect(result.folder, `broken off at ${at}`).toBe('.prompt-retune/runs/notes/0001')
      expect(essence(result)).toEqual(essence(whole.result))
      // Those that were under way.
      expect(repeated(world).length).toBeLessThanOrEqual(concurrency)
      expect(new Set(world.requests.map(({ body }) => body)).size).toBe(total)
      expect(sorted(await world.journal())).toEqual(sorted(whole.journal))
    }
  })
})

const noteOf = ({ notes }: TuneResult) => notes.filter((note) => /resumed/i.test(note)).join(' ')

describe('what a resumed run goes by', () => {
  test('the last line may be torn, in the log and in the journal', async () => {
    const whole = await unbroken()
    const { world } = await brokenOff(90)
    await appendFile(join(world.run, 'calls.jsonl'), '{"key":"abc')
    await appendFile(join(world.run, 'journal.jsonl'), '{"type":"decision","iterat')
    const result = await world.tune()
    expect(essence(result)).toEqual(essence(whole.result))
    expect(repeated(world).length).toBeLessThanOrEqual(concurrency)
    expect(sorted(await world.journal())).toEqual(sorted(whole.journal))
    expect(noteOf(result)).toMatch(
      /^Resumed from \.prompt-retune\/runs\/notes\/0001, with what \d+ calls had answered\.$/,
    )
  })

  test('a line of the log that is no entry is asked again, the others are not', async () => {
    const { world } = await brokenOff(90)
    const path = join(world.run, 'calls.jsonl')
    const lines = (await readFile(path, 'utf8')).split('\n')
    await writeFile(path, ['nonsense', '{"key":1}', ...lines.slice(1)].join('\n'))
    const result = await world.tune()
    expect(result).toMatchObject({ best: 4, written: true })
    expect(repeated(world).length).toBeLessThanOrEqual(concurrency + 1)
  })

  test.for<[string, (world: World) => Partial<TuneInput>, RegExp]>([
    [
      'prompt',
      () => ({ prompt: parsePrompt(`${seedSource}Think.\n`, 'prompts/notes.prompt.md') }),
      /was not resumed: the prompt has changed\.$/,
    ],
    [
      'dataset',
      ({ input: { cases } }) => ({ cases: { ...cases, dev: casesOf('dev', 3) } }),
      /was not resumed: the dataset or its splits have changed\.$/,
    ],
    [
      'option',
      ({ input: { options } }) => ({ options: { ...options, memory: 'last', seed: 2 } }),
      /was not resumed: other tune options were set \(memory, seed\)\.$/,
    ],
    [
      'scorer and criteria',
      ({ input: { spec } }) => ({
        spec: { ...spec, scorers: [defineScorer('label', 1, () => 0.5)] },
        criteria: 'Be right.',
      }),
      /was not resumed: the suite's scorers, schemas, criteria or target have changed\.$/,
    ],
    [
      'output schema',
      ({ input: { spec } }) => ({
        spec: { ...spec, output: z.object({ label: z.string(), why: z.string() }) },
      }),
      /was not resumed: the suite's scorers, schemas/,
    ],
    [
      'diagnosis and objective',
      ({ input: { diagnosis, objective } }) => ({
        diagnosis: { ...diagnosis, maxTopics: 3 },
        objective: { ...objective, length: 1 },
      }),
      /was not resumed: other diagnose options were set; the objective has other weights\.$/,
    ],
    [
      'model',
      ({ baseURL }) => ({
        model: createModelClient({
          models: modelsSchema.parse({
            target: { model: 'target-1', apiKey: 'k', baseURL, api: 'chat' },
            optimizer: { model: 'other-1' },
          }),
          limits: limitsSchema.parse({ retries: 0 }),
          env: {},
        }),
      }),
      /was not resumed: other models answer \(optimizer\)\.$/,
    ],
  ])('with another %s a new run begins, and a note says why', async ([, change, reason]) => {
    const { world } = await brokenOff(60)
    const result = await world.tune({
      ...change(world),
      options: { ...world.input.options, ...change(world).options, iterations: 1 },
    })
    expect(result.folder).toBe('.prompt-retune/runs/notes/0002')
    expect(noteOf(result)).toMatch(/^The unfinished run in \.prompt-retune\/runs\/notes\/0001/)
    expect(noteOf(result)).toMatch(reason)
  })

  test('a journal of another version is left alone, and a note says so', async () => {
    const { world } = await brokenOff(60)
    await rm(join(world.run, 'result.json'))
    const path = join(world.run, 'journal.jsonl')
    const journal = (await readFile(path, 'utf8')).replace(
      'prompt-retune/journal@1',
      'prompt-retune/journal@2',
    )
    await writeFile(path, journal)
    const result = await world.tune()
    expect(result).toMatchObject({ folder: '.prompt-retune/runs/notes/0002', written: true })
    expect(noteOf(result)).toMatch(/0001 was not resumed: its journal is broken, or of another version/)
    expect(await readFile(path, 'utf8')).toBe(journal)
  })

  test('a run that was killed before it wrote anything leaves its folder to the next', async () => {
    const world = await startWorld({ decisions: [{ stop: 'no' }] })
    await mkdir(world.run, { recursive: true })
    await writeFile(join(world.run, 'journal.jsonl'), '{"type":"sta')
    const result = await world.tune()
    expect(result.folder).toBe('.prompt-retune/runs/notes/0001')
    expect(noteOf(result)).toBe('')
    expect((await world.journal())[0]?.type).toBe('start')
  })

  test('limits may be others than before', async () => {
    const { world, result: first } = await brokenOff(110)
    expect(first.stop.code).toBe('interrupted')
    const result = await world.tune({
      options: { ...world.input.options, iterations: 2, patience: 2, dryRun: true, budget: { calls: 1_000 } },
    })
    expect(result).toMatchObject({ folder: first.folder, stop: { code: 'iterations' }, best: 1 })
    expect((await world.journal())[0]).toMatchObject({ options: { iterations: 2 } })
  })

  test('a run that came to its end is not resumed, and keeps no answers', async () => {
    const world = await startWorld({ decisions: [{ stop: 'no way' }] })
    await world.tune()
    expect(await stat(join(world.run, 'calls.jsonl')).catch(() => 'gone')).toBe('gone')
    const asked = world.requests.length
    const second = await world.tune()
    expect(second.folder).toBe('.prompt-retune/runs/notes/0002')
    expect(noteOf(second)).toBe('')
    expect(world.requests.length).toBeGreaterThan(asked)
  })

  test('a dry run is written afterwards without a call', async () => {
    const world = await startWorld({ intercept: teach })
    const dry = await world.tune({ options: { ...world.input.options, dryRun: true } })
    const asked = world.requests.length
    const result = await world.tune()
    expect(world.requests).toHaveLength(asked)
    expect(result).toMatchObject({ written: true, after: dry.after, usage: dry.usage })
    expect(await world.readPrompt()).toBe(dry.after)
  })

  test('a run whose result nobody saw comes to it again without a call, also after its prompt was written', async () => {
    const world = await startWorld({ intercept: teach })
    const first = await world.tune({ endLater: true })
    expect(first.written).toBe(true)
    const asked = world.requests.length
    const prompt = parsePrompt(await world.readPrompt(), 'prompts/notes.prompt.md')
    for (const lose of [() => {}, () => rm(join(world.run, 'result.json'))]) {
      await lose()
      const again = await world.tune({ prompt, endLater: true })
      expect(essence(again)).toEqual(essence(first))
    }
    expect(world.requests).toHaveLength(asked)
    expect(await world.readPrompt()).toBe(first.after)
    await endRun(first, world.input.root)
    expect((await world.tune({ prompt })).folder).toBe('.prompt-retune/runs/notes/0002')
  })

  test('a case that could not be asked stays so where a patch was made all the same, and is asked again where none was', async () => {
    let broken = true
    const { world } = await brokenOff(100, {
      intercept: ({ kind, body }) =>
        broken && kind === 'target' && /optimizationzone crash 0/.test(body)
          ? apiError(500, 'down')
          : undefined,
    })
    const before = await world.journal()
    broken = false
    const result = await world.tune()
    const patched = before.filter(({ type }) => type === 'decision').length
    expect(patched).toBeGreaterThan(1)
    expect(patched).toBeLessThan(result.iterations.length)
    expect(result.iterations.map(({ optimization }) => optimization.errored)).toEqual(
      result.iterations.map((_, iteration) => (iteration < patched ? 1 : 0)),
    )
    expect(repeated(world).filter((question) => question.startsWith('decision')).length).toBeLessThanOrEqual(
      1,
    )
  })

  test('a critic that was given up changes nothing of the reports that were made', async () => {
    let broken = true
    const { world } = await brokenOff(120, {
      intercept: ({ kind, index }) =>
        broken && kind === 'critic' && index % 4 !== 0 ? apiError(500, 'down') : undefined,
    })
    const before = (await world.journal()).filter(({ type }) => type === 'report')
    const critiques = world.of('critic').length
    broken = false
    await world.tune()
    const after = (await world.journal()).filter(({ type }) => type === 'report')
    expect(before.length).toBeGreaterThan(1)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(
      world
        .of('critic')
        .slice(critiques)
        .every(({ body }) => !body.includes('"Sort the note."')),
    ).toBe(true)
    expect(repeated(world).filter((question) => question.startsWith('decision')).length).toBeLessThanOrEqual(
      1,
    )
  })
})

describe('the log', () => {
  test('holds no key, no question and no header, and nobody else may read it', async () => {
    const { world } = await brokenOff(120)
    const path = join(world.run, 'calls.jsonl')
    const text = await readFile(path, 'utf8')
    expect(text.split('\n').length).toBeGreaterThan(100)
    for (const word of ['world-key', 'uthorization', 'optimizationzone', 'devzone', 'baseURL']) {
      expect(text).not.toContain(word)
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test('an answer that holds a key is not kept, and asked again', async () => {
    const { world } = await brokenOff(60, {
      intercept: ({ kind, body }) =>
        kind === 'target' && body.includes('devzone crash 0')
          ? answer('{"label":"sk-abcdefghijklmnopqrstuvwx"}')
          : undefined,
    })
    expect(await readFile(join(world.run, 'calls.jsonl'), 'utf8')).not.toContain('sk-')
    const asked = () => world.of('target').filter(({ body }) => body.includes('devzone crash 0')).length
    const before = asked()
    await world.tune()
    expect(asked()).toBeGreaterThan(before)
  })

  test("knows what the suite's own target returned, whatever it is", async () => {
    const calls: string[] = []
    const target: TuneInput['spec']['target'] = (messages, { id }) => {
      calls.push(`${id} ${messages[0]?.content}`)
      const word = /zone (\w+)/.exec(messages[1]?.content ?? '')?.[1] ?? ''
      const label =
        new RegExp(`^${word} means (\\w+)$`, 'm').exec(messages[0]?.content ?? '')?.[1] ?? 'unknown'
      // Not JSON: a date, and a member that is undefined.
      return { label, at: new Date(0), note: undefined }
    }
    const spec = {
      scorers: [
        defineScorer<unknown, unknown, unknown>('label', 1, ({ output, expected }) => {
          const { label, at } = z.object({ label: z.string(), at: z.date() }).parse(output)
          return label === expected && at.getTime() === 0
        }),
      ],
      output: z.object({ label: z.string(), at: z.date(), note: z.undefined() }),
      confidence: false,
      threshold: 0.5,
      target,
    }
    const whole = await unbroken({ input: { spec } })
    calls.length = 0
    const { world } = await brokenOff(20, { input: { spec } })
    const before = calls.length
    const result = await world.tune()
    expect(essence(result)).toEqual(essence(whole.result))
    expect(result.best).toBe(4)
    expect(before).toBeGreaterThan(20)
    expect(calls.length - new Set(calls).size).toBeLessThanOrEqual(20)
  })
})

describe('scorers that ask somebody themselves', () => {
  /** Answers differently each time that it is asked, as a model may. */
  function waverer() {
    const asked: string[] = []
    const scorer = defineScorer('wavers', 0.5, async ({ id, text }, { recordUsage }) => {
      asked.push(`${id} ${text}`)
      recordUsage('judge', { calls: 1, inputTokens: 2, outputTokens: 3 })
      return { score: ((asked.length * 7) % 10) / 10, feedback: `turn ${asked.length}` }
    })
    return { asked, scorer }
  }

  test('are not asked again about the same output', async () => {
    const { asked, scorer } = waverer()
    const { world } = await brokenOff(60, {
      input: {
        spec: {
          scorers: [scorer],
          output: z.object({ label: z.string() }),
          confidence: false,
          threshold: 0.5,
        },
      },
    })
    expect(asked.length).toBeGreaterThan(20)
    const seed = (await world.journal()).filter((event) => event.type === 'evaluation').slice(0, 2)
    const result = await world.tune()
    expect(new Set(asked).size).toBe(asked.length)
    expect((await world.journal()).filter((event) => event.type === 'evaluation').slice(0, 2)).toEqual(seed)
    expect(result.usage.judge?.calls).toBeGreaterThan(20)
  })

  test('keep their name and threshold, and are asked once for each trial', async () => {
    const { asked, scorer } = waverer()
    const named = async ({ text }: { text: string }) => (text === '' ? 0 : 0.6)
    const world = await startWorld({ decisions: [{ stop: 'ok' }], tune: { trials: 2 } })
    const result = await world.tune({ spec: { ...world.input.spec, scorers: [scorer, named] } })
    expect(Object.keys(result.seed.dev.scores)).toEqual(['wavers', 'named'])
    expect(asked.filter((text) => text.startsWith('dev-invoice-0'))).toHaveLength(2)
  })
})
