import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import { casesOf, seedSource, startWorld, withRules } from './support/tuning-world.ts'

const money = withRules('invoice means money')
const moneyAccess = withRules('invoice means money', 'password means access')
const all = withRules('invoice means money', 'password means access', 'parcel means goods', 'crash means bug')

test('improves a prompt, writes it, and leaves the rest of the file as it was', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: money } }, { patch: { system: all } }] })
  const result = await world.tune()

  expect(await world.readPrompt()).toBe(seedSource.replace('Sort the note.', all))
  expect(result).toMatchObject({
    written: true,
    best: 2,
    promptFile: 'prompts/notes.prompt.md',
    stop: {
      code: 'all-correct',
      reason: 'Nothing is left to fix: all 12 optimization cases pass.',
    },
    seed: { objective: 0, test: { score: 0 } },
    tuned: { objective: 1, test: { score: 1 }, dev: { passRate: 1 } },
    gate: { passed: true },
    before: seedSource,
    after: await world.readPrompt(),
  })
  expect(result.iterations.map(({ objective, improved }) => [objective, improved])).toEqual([
    [0, false],
    [0.25, true],
    [1, true],
  ])
  expect(result.iterations[1]?.patch?.sections).toEqual({ system: money })
  expect(result.iterations[1]?.report.topics.flatMap(({ name }) => name)).not.toContain('missed money notes')
  expect(tuneResultSchema.parse(JSON.parse(await readFile(join(world.run, 'result.json'), 'utf8')))).toEqual(
    tuneResultSchema.parse(result),
  )
})

test('counts every call by its role', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: all } }] })
  const { usage } = await world.tune()
  const answered = (kind: Parameters<typeof world.of>[0]) => world.of(kind).length
  expect(usage.target?.calls).toBe(answered('target'))
  expect(usage.critic?.calls).toBe(answered('critic') + answered('topics') + answered('assignment'))
  expect(usage.optimizer?.calls).toBe(answered('call') + answered('decision'))
  expect(usage.embedder?.calls).toBe(answered('embedder'))
  // Two prompts on three splits, a critique of each of the seed's 12 failures, and their topics.
  expect(answered('target')).toBe(2 * (12 + 8 + 8))
  expect(answered('critic')).toBe(12)
  expect(answered('topics')).toBe(1)
})

test('tells of its progress', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: money } }, { stop: 'enough' }] })
  await world.tune({ options: { ...world.input.options, iterations: 7 } })
  const lines = world.events.flatMap((event) => (event.type === 'iteration' ? [event] : []))
  expect(lines).toMatchObject([
    { iteration: 0, of: 7, optimizationScore: 0, devScore: 0, bestObjective: 0, bestIteration: 0 },
    {
      iteration: 1,
      of: 7,
      optimizationScore: 0.25,
      devScore: 0.25,
      bestObjective: 0.25,
      bestIteration: 1,
      bestDevScore: 0.25,
    },
  ])
  expect(lines[1]?.calls).toBeGreaterThan(lines[0]?.calls ?? 0)
  expect(lines[1]?.tokens).toBeGreaterThan(lines[0]?.tokens ?? 0)
})

test('a dry run writes no prompt file but keeps the tuned text', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: all } }], tune: { dryRun: true } })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 1, written: false })
  expect(await world.readPrompt()).toBe(seedSource)
  expect(await readFile(join(world.run, 'tuned.prompt.md'), 'utf8')).toBe(result.after)
  expect(result.after).toContain('crash means bug')
})

test('stops when the optimizer says so', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: money } }, { stop: 'The rest is noise.' }],
  })
  const result = await world.tune()
  expect(result).toMatchObject({
    best: 1,
    written: true,
    stop: { code: 'optimizer', reason: 'The rest is noise.' },
  })
})

test('patience counts iterations without an improvement, and proposals go on from the latest prompt', async () => {
  const world = await startWorld({
    decisions: [
      { patch: { system: moneyAccess } },
      { patch: { system: withRules('losing 1') } },
      { patch: { system: withRules('losing 2') } },
      { patch: { system: withRules('losing 3') } },
    ],
    tune: { patience: 2 },
  })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 1, written: true, stop: { code: 'patience' } })
  expect(result.iterations).toHaveLength(4)
  const shown = world
    .of('call')
    .map(({ messages }) => /Sort the note\.[^"]*/.exec(messages[1]?.text ?? '')?.[0])
  expect(shown.at(-1)).toBe(JSON.stringify(withRules('losing 1')).slice(1, -1))
  // No dialogue was begun for the prompt that ended it.
  expect(world.of('call')).toHaveLength(3)
})

test('the cap on iterations ends it without a further proposal', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: money } }, { patch: { system: moneyAccess } }, { patch: { system: all } }],
    tune: { iterations: 2 },
  })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 2, stop: { code: 'iterations' } })
  expect(world.of('call')).toHaveLength(2)
  expect(world.of('decision')).toHaveLength(2)
})

test('a prompt without failures is left alone', async () => {
  const source = seedSource.replace('Sort the note.', all)
  const world = await startWorld({ source })
  const result = await world.tune()
  expect(result).toMatchObject({ best: 0, written: false, stop: { code: 'all-correct' } })
  expect(await world.readPrompt()).toBe(source)
  expect(world.of('decision')).toHaveLength(0)
  expect(world.of('critic')).toHaveLength(0)
})

test('the test split is read once for each of the two prompts, after the stop', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: money } }, { patch: { system: all } }] })
  await world.tune()
  expect(world.of('target').filter(({ body }) => body.includes('testzone'))).toHaveLength(2 * 8)
})

test('a seed that was never beaten is read on test once', async () => {
  const world = await startWorld({ decisions: [{ stop: 'no way' }] })
  const result = await world.tune()
  expect(world.of('target').filter(({ body }) => body.includes('testzone'))).toHaveLength(8)
  expect(result).toMatchObject({ best: 0, seed: { test: { score: 0 } }, tuned: { test: { score: 0 } } })
})

test('neither critic nor optimizer ever sees a test or dev row, or a test score', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: money } }, { patch: { system: moneyAccess } }, { stop: 'ok' }],
  })
  await world.tune()
  const seen = world.requests.filter(({ kind }) => kind !== 'target')
  expect(seen.length).toBeGreaterThan(20)
  for (const { body } of seen) {
    expect(body).not.toContain('testzone')
    expect(body).not.toContain('devzone')
  }
  const lastTest = world.requests.findIndex(({ body }) => body.includes('testzone'))
  expect(world.requests.slice(lastTest).every(({ kind }) => kind === 'target')).toBe(true)
})

test('the same prompt is never evaluated twice, and going back to the seed wins nothing', async () => {
  const world = await startWorld({
    decisions: [
      { patch: { system: withRules('nothing') } },
      { patch: { system: withRules() } },
      { stop: 'ok' },
    ],
  })
  const result = await world.tune()
  expect(result.iterations.map(({ promptHash }) => promptHash === world.input.prompt.hash)).toEqual([
    true,
    false,
    true,
  ])
  expect(result.best).toBe(0)
  const ofSeed = world.of('target').filter(({ messages }) => messages[0]?.text === 'Sort the note.')
  expect(ofSeed).toHaveLength(12 + 8 + 8)
})

test('a suite that passes already is left alone when only failing ones are wanted', async () => {
  const source = seedSource.replace(
    'Sort the note.',
    withRules('invoice means money', 'password means access', 'parcel means goods'),
  )
  const world = await startWorld({
    source,
    decisions: [{ patch: { system: all } }],
    input: { onlyFailing: true, notes: ['Two rows are alike.'] },
  })
  const passing = await world.tune({ gate: { passRate: 0.75 } })
  expect(passing).toMatchObject({
    written: false,
    stop: {
      code: 'already-passing',
      reason: 'The suite passes already: pass rate 0.75 reaches 0.75 (15 of 20).',
    },
    gate: { passed: true },
    notes: ['Two rows are alike.'],
  })
  expect(world.requests.filter(({ kind, body }) => kind === 'call' || body.includes('testzone'))).toEqual([])

  const failing = await world.tune({ gate: { passRate: 0.76 } })
  expect(failing).toMatchObject({ written: true, stop: { code: 'all-correct' } })
})

test('a copy of the seed that differs in white space only never wins, however lucky it is', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: 'Sort  the\n\nnote.' } }, { stop: 'ok' }],
    intercept: ({ kind, body, messages }) =>
      kind === 'target' && messages[0]?.text !== 'Sort the note.' && body.includes('devzone')
        ? { type: 'answer', answer: { text: `{"label":"${/invoice/.test(body) ? 'money' : 'x'}"}` } }
        : undefined,
  })
  const result = await world.tune()
  expect(result.iterations[1]?.objective).toBeGreaterThan(0)
  expect(result).toMatchObject({ best: 0, written: false })
})

test('a challenger is compared on the cases that both prompts were judged on', async () => {
  // The seed passes the invoice rows; the challenger loses them to errors and passes nothing else.
  const source = seedSource.replace('Sort the note.', money)
  const world = await startWorld({
    source,
    decisions: [
      { patch: { system: 'Sort the note.\nparcel means goods\ninvoice means money' } },
      { stop: 'ok' },
    ],
    cases: { dev: casesOf('dev', 10, ['invoice', 'parcel']) },
    intercept: ({ kind, body, messages }) =>
      kind === 'target' && messages[0]?.text.includes('parcel') && /devzone parcel [0-4]/.test(body)
        ? { type: 'http', status: 400, body: { error: { message: 'no' } } }
        : undefined,
  })
  const result = await world.tune()
  expect(result.iterations[1]).toMatchObject({ improved: false, dev: { errored: 5, score: 1 } })
  expect(result.best).toBe(0)
})

test('few rows are noted', async () => {
  const world = await startWorld({ cases: { test: casesOf('test', 1, ['invoice']) } })
  expect((await world.tune()).notes).toContain('The test split has only 1 row: its numbers say little.')
})

test('an empty split is refused before anything is asked', async () => {
  const world = await startWorld({
    cases: { dev: [], test: casesOf('test', 1).map((item) => ({ ...item, skip: true })) },
  })
  await expect(world.tune()).rejects.toMatchObject({
    code: 'TUNE_EMPTY_SPLIT',
    message: expect.stringMatching(
      /no row to run in dev and test \(optimization: 12, dev: 0, test: 0\).*Add rows/,
    ),
  })
  expect(world.requests).toHaveLength(0)
})

test('a prompt without a tunable section is refused, with its file', async () => {
  const world = await startWorld({ source: seedSource.replace('tune: [system]', 'tune: []') })
  await expect(world.tune()).rejects.toMatchObject({
    code: 'TUNE_NOTHING_TUNABLE',
    message: expect.stringContaining('prompts/notes.prompt.md: the prompt has no section'),
  })
})

test('an unknown strategy is refused with the known ones', async () => {
  const world = await startWorld({ tune: { strategy: 'reflectiv' } })
  await expect(world.tune()).rejects.toThrow(/no strategy "reflectiv".*Did you mean "reflective"/)
})
