import { appendFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { suiteSlug } from '../../src/core/suite-slug.ts'
import { applyPatch } from '../../src/prompt/apply-patch.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { openJournal } from '../../src/tune/journal.ts'
import type { JournalEvent } from '../../src/tune/journal-event.ts'
import { createRunFolder } from '../../src/tune/run-folder.ts'
import { readJournal, startWorld, type World, withRules } from './support/tuning-world.ts'

const money = withRules('invoice means money')
const verse = withRules('invoice means money', 'crash means bug')

const brief = (event: JournalEvent) => {
  switch (event.type) {
    case 'evaluation':
      return `${event.iteration} evaluation ${event.split}`
    case 'decision':
      return `${event.iteration} decision ${event.decision.action}`
    case 'start':
    case 'write':
      return event.type
    default:
      return `${event.iteration} ${event.type}`
  }
}

test('every step stands in the journal before it is acted on', async () => {
  const seen = new Map<string, string[]>()
  const world: World = await startWorld({
    decisions: [
      { patch: { system: money } },
      { patch: { system: verse } },
      { patch: { user: 'no' } },
      { stop: 'ok' },
    ],
    intercept: async ({ kind, body, messages, index }) => {
      const note = async (name: string) => {
        if (!seen.has(name)) seen.set(name, (await world.journal()).map(brief))
      }
      if (body.includes('testzone')) await note('test')
      else if (kind === 'target') await note(`target of ${messages[0]?.text}`)
      if (kind === 'decision') await note(`decision ${index}`)
      return undefined
    },
  })
  await world.tune()

  expect(seen.get('target of Sort the note.')).toEqual(['start'])
  expect(seen.get('decision 0')).toEqual(expect.arrayContaining(['0 evaluation optimization', '0 report']))
  expect(seen.get(`target of ${money}`)?.slice(-2)).toEqual(['0 selection', '0 decision patch'])
  expect(seen.get(`target of ${verse}`)?.slice(-2)).toEqual(['1 selection', '1 decision patch'])
  expect(seen.get('decision 3')).toContain('2 refusal')
  expect(seen.get('test')).toContain('2 selection')
  expect(seen.get('test')?.slice(-2)).toEqual(['2 decision stop', '2 stop'])
  const all = (await world.journal()).map(brief)
  expect(all.slice(-3).sort()).toEqual(['0 evaluation test', '2 evaluation test', 'write'])
  expect(all.at(-1)).toBe('write')
})

test('the first line says what was tuned and how, and the decisions give every prompt', async () => {
  const world = await startWorld({
    decisions: [{ patch: { system: money } }, { patch: { system: verse } }, { stop: 'ok' }],
  })
  const result = await world.tune()
  const events = await world.journal()
  const [first] = events
  expect(first).toMatchObject({
    type: 'start',
    schema: 'prompt-retune/journal@1',
    suite: 'notes',
    promptFile: 'prompts/notes.prompt.md',
    promptHash: world.input.prompt.hash,
    datasetHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    cases: { optimization: 12, dev: 8, test: 8 },
    options: world.input.options,
  })
  if (first?.type !== 'start') throw new Error('no start')
  let prompt = parsePrompt(first.source, 'x')
  for (const event of events) {
    if (event.type === 'decision' && event.decision.action === 'patch') {
      prompt = applyPatch(prompt, event.decision.patch.sections)
    }
  }
  expect(prompt.source).toBe(result.after)
})

test('the hash of the dataset tells rows and splits apart', async () => {
  const world = await startWorld()
  const hash = async (run: string) => {
    const [first] = await readJournal(join(world.run, '..', run))
    return first?.type === 'start' ? first.datasetHash : undefined
  }
  const { cases } = world.input
  await world.tune()
  await world.tune()
  await world.tune({ cases: { ...cases, dev: cases.test, test: cases.dev } })
  expect(await hash('0002')).toBe(await hash('0001'))
  expect(await hash('0003')).not.toBe(await hash('0001'))
})

test('the journal holds no input and no output of a case', async () => {
  const world = await startWorld({ decisions: [{ patch: { system: money } }, { stop: 'ok' }] })
  await world.tune()
  const text = JSON.stringify(await world.journal())
  for (const word of ['optimizationzone', 'devzone', 'testzone']) expect(text).not.toContain(word)
})

test('events written at once keep their order, each on a line', async () => {
  const root = await mkdtemp(join(tmpdir(), 'journal-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const journal = await openJournal(await createRunFolder(root, 'my suite'))
  const attempts = Array.from({ length: 50 }, (_, index) => index + 1)
  await Promise.all(
    attempts.map((attempt) => journal.append({ type: 'refusal', iteration: 0, attempt, problems: ['a\nb'] })),
  )
  await journal.close()
  const events = await readJournal(journal.folder)
  expect(events.map((event) => (event.type === 'refusal' ? event.attempt : 0))).toEqual(attempts)
  await appendFile(join(journal.folder, 'journal.jsonl'), '{"type":"stop"}\n')
  await expect(readJournal(journal.folder)).rejects.toThrow()
})

test('run folders count up from the highest there is', async () => {
  const root = await mkdtemp(join(tmpdir(), 'runs-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'runs', 'a', '0041'), { recursive: true })
  await mkdir(join(root, 'runs', 'a', 'notes'), { recursive: true })
  const journals = await Promise.all([1, 2, 3].map(async () => openJournal(await createRunFolder(root, 'a'))))
  for (const journal of journals) await journal.close()
  expect((await readdir(join(root, 'runs', 'a'))).sort()).toEqual(['0041', '0042', '0043', '0044', 'notes'])
})

test.for([
  ['ticket triage', /^ticket-triage$/],
  ['Ticket Triage', /^ticket-triage$/],
  ['../../etc', /^etc-[0-9a-f]{8}$/],
  ['..', /^[0-9a-f]{8}$/],
  ['票', /^票$/],
  ['a/b', /^a-b-[0-9a-f]{8}$/],
  ['x'.repeat(300), /^x{60}-[0-9a-f]{8}$/],
] as const)('the folder of the suite %s', ([suite, slug]) => {
  expect(suiteSlug(suite)).toMatch(slug)
})
