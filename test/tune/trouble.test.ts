import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { limitsSchema, modelsSchema } from '../../src/core/options.ts'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import { createModelClient } from '../../src/model/create-model-client.ts'
import { apiError, hang } from '../support/api-server.ts'
import { seedSource, startWorld, withRules } from './support/tuning-world.ts'

const money = withRules('invoice means money')

test('an abort during the second measurement leaves prompt and journal whole, and the best so far is kept', async () => {
  const stop = new AbortController()
  const world = await startWorld({
    decisions: [{ patch: { system: money } }, { patch: { system: withRules('parcel means goods') } }],
    intercept: ({ kind, messages }) => {
      if (kind !== 'target' || !messages[0]?.text.includes('parcel')) return undefined
      stop.abort()
      return hang
    },
  })
  const result = await world.tune({ signal: stop.signal })
  expect(result).toMatchObject({ stop: { code: 'interrupted' }, best: 1, written: false })
  expect(result.seed.test).toBeUndefined()
  expect(result.notes.join(' ')).toContain('.prompt-retune/runs/notes/0001/tuned.prompt.md')
  expect(await world.readPrompt()).toBe(seedSource)
  expect(await readFile(join(world.run, 'tuned.prompt.md'), 'utf8')).toContain('invoice means money')
  expect(world.requests.some(({ body }) => body.includes('testzone'))).toBe(false)

  const journal = await world.journal()
  expect(journal.at(-1)).toMatchObject({ type: 'stop', best: 1, stop: { code: 'interrupted' } })
  // What was cut short is not told as if it had been measured.
  expect(journal.filter(({ type }) => type === 'evaluation')).toHaveLength(4)
  expect(
    tuneResultSchema.parse(JSON.parse(await readFile(join(world.run, 'result.json'), 'utf8'))).stop.code,
  ).toBe('interrupted')
})

test('an abort before anything was measured gives a result too', async () => {
  const stop = new AbortController()
  const world = await startWorld({
    intercept: () => {
      stop.abort()
      return hang
    },
  })
  const result = await world.tune({ signal: stop.signal })
  expect(result).toMatchObject({ stop: { code: 'interrupted' }, best: 0, iterations: [], written: false })
})

test('an abort while the optimizer thinks keeps what was measured', async () => {
  const stop = new AbortController()
  const world = await startWorld({
    decisions: [{ patch: { system: money } }],
    // With a patience of 1 nothing of a dialogue begins before the measurement has ended.
    tune: { patience: 1 },
    intercept: ({ kind, index }) => {
      if (kind !== 'decision' || index === 0) return undefined
      stop.abort()
      return hang
    },
  })
  const result = await world.tune({ signal: stop.signal })
  expect(result).toMatchObject({ stop: { code: 'interrupted' }, best: 1, written: false })
  expect(result.iterations).toHaveLength(2)
})

test('an abort while the test split is read keeps the file from being written', async () => {
  const stop = new AbortController()
  const world = await startWorld({
    decisions: [{ patch: { system: money } }, { stop: 'ok' }],
    intercept: ({ body }) => {
      if (!body.includes('testzone')) return undefined
      stop.abort()
      return hang
    },
  })
  const result = await world.tune({ signal: stop.signal })
  expect(result).toMatchObject({ stop: { code: 'interrupted' }, best: 1, written: false })
  expect(await world.readPrompt()).toBe(seedSource)
  expect((await world.journal()).map(({ type }) => type)).not.toContain('write')
})

test('a prompt file that changed meanwhile is not written', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: money } }, { stop: 'ok' }] })
  const edited = `${seedSource}An edit by hand.\n`
  const result = await world.tune({
    onEvent: (event) => {
      if (event.type === 'phase' && event.text.includes('test cases'))
        edit = writeFile(world.promptFile, edited)
    },
  })
  await edit
  expect(result).toMatchObject({ best: 1, written: false })
  expect(result.notes.join(' ')).toMatch(/changed on disk.*kept in \.prompt-retune\/runs\/notes\/0001/)
  expect(await world.readPrompt()).toBe(edited)
  expect(await readFile(join(world.run, 'tuned.prompt.md'), 'utf8')).toBe(result.after)
})
let edit: Promise<void> | undefined

test('an optimizer that cannot be asked ends it with the best so far', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: money } }],
    intercept: ({ kind, index }) =>
      kind === 'call' && index >= 1 ? apiError(500, 'the optimizer is down') : undefined,
  })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 1, written: true, stop: { code: 'errors' } })
  expect(result.stop.reason).toMatch(/optimizer could not be asked \(server\).*the optimizer is down/)
  expect(result.tuned.test?.score).toBe(0.25)
})

test('a target that cannot be asked ends it with the reason, and the test split is not read', async () => {
  const world = await startWorld({
    intercept: ({ kind }) => (kind === 'target' ? apiError(401, 'bad key') : undefined),
  })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 0, written: false, stop: { code: 'errors' }, gate: { passed: false } })
  expect(result.stop.reason).toMatch(/No optimization case could be judged: 12 of 12 .*auth.*bad key/)
  expect(world.requests.some(({ body }) => body.includes('testzone'))).toBe(false)
  expect(await world.readPrompt()).toBe(seedSource)
})

test('a target that breaks down later ends it with the best so far', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: money } }, { patch: { system: withRules('parcel means goods') } }],
    intercept: ({ kind, messages }) =>
      kind === 'target' && messages[0]?.text.includes('parcel') ? apiError(500, 'down') : undefined,
  })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 1, written: true, stop: { code: 'errors' } })
})

test('a critic that is down does not stop the tuning', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: money } }, { stop: 'ok' }],
    intercept: ({ kind }) => (kind === 'critic' ? apiError(500, 'down') : undefined),
  })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 1, written: true })
  expect(result.iterations[0]?.report.mechanical).toBeGreaterThan(0)
})

test('without a critic the reports are made from the results', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: money } }, { stop: 'ok' }] })
  const result = await world.tune({ diagnosis: { ...world.input.diagnosis, mode: 'off' } })
  expect(result.best).toBe(1)
  expect(world.of('critic')).toHaveLength(0)
  expect(result.iterations[0]?.report.topics.length).toBeGreaterThan(0)
})

test('a wrong set-up of the optimizer is an error at once', async () => {
  const world = await startWorld({ intercept: ({ kind }) => (kind === 'target' ? hang : undefined) })
  const target = { model: 'target-1', apiKey: 'key', baseURL: 'http://127.0.0.1:9/v1' }
  const model = createModelClient({
    models: modelsSchema.parse({ target, optimizer: { baseURL: 'ftp://nowhere' } }),
    limits: limitsSchema.parse({ retries: 0 }),
    env: {},
  })
  await expect(
    world.tune({
      model: {
        ...model,
        simulated: false,
        generate: (request, options) =>
          (request.role === 'optimizer' ? model : world.input.model).generate(request, options),
      },
    }),
  ).rejects.toMatchObject({ name: 'RetuneError' })
})

test('a state folder that cannot be written is an error with its path', async () => {
  const world = await startWorld()
  await writeFile(join(world.input.root, 'taken'), '')
  await expect(world.tune({ stateDir: 'taken' })).rejects.toMatchObject({
    code: 'TUNE_JOURNAL_FAILED',
    message: expect.stringContaining('taken'),
  })
  expect(world.requests).toHaveLength(0)
})

test('critiques that cannot be kept are noted once, and the tuning goes on', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: withRules('invoice means money') } }, { stop: 'ok' }],
  })
  await mkdir(join(world.input.root, '.prompt-retune'))
  await writeFile(join(world.input.root, '.prompt-retune', 'critiques'), '')
  const result = await world.tune()
  expect(result).toMatchObject({ best: 1, written: true })
  expect(result.notes.filter((note) => /could not be kept for later runs/.test(note))).toHaveLength(1)
})
