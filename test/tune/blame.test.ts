import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LineOrigin } from '../../src/core/prompt-blame.ts'
import { readPrompt } from '../../src/prompt/read-prompt.ts'
import { blamePrompt } from '../../src/tune/blame/blame-prompt.ts'
import { matchTopic } from '../../src/tune/blame/match-topic.ts'
import { settleTuning } from '../../src/tune/settle-tuning.ts'
import type { TuneInput } from '../../src/tune/tune-input.ts'
import { sampleTopic } from '../report/sample-data.ts'
import { seedSource, startWorld, type World, withRules } from './support/tuning-world.ts'

const money = withRules('invoice means money')
const access = withRules('invoice means money', 'password means access')
const goods = withRules('invoice means money', 'parcel means goods', 'password means access')

async function blame(world: World, file = world.promptFile) {
  const text = await readFile(file, 'utf8')
  const blamed = await blamePrompt({ root: world.input.root, stateDir: '.prompt-retune', file, text })
  return blamed?.lines.map(({ text: line, origin }) => [line, short(origin)])
}

/** `0001 @2 missed money notes`, `seed`, `hand 0001`. */
function short(origin: LineOrigin): string {
  if (origin.from === 'seed') return 'seed'
  if (origin.from === 'hand') return `hand ${origin.run.split('/')[1]}`
  return [origin.revision.run.split('/')[1], `@${origin.revision.iteration}`, origin.topic?.name].join(' ')
}

const head = [
  '---',
  'model: target-1',
  'tune: [system]',
  '# a YAML comment that stays',
  '---',
  '<!-- system -->',
].map((line) => [line, 'seed'])
const tail = ['<!-- user -->', 'Note: {{note}}'].map((line) => [line, 'seed'])

const topic = 'missed \\w+ notes'
const from = (origin: string) => expect.stringMatching(new RegExp(`^${origin} ${topic}$`))

async function tuned(...decisions: string[]) {
  const world = await startWorld({
    decisions: [...decisions.map((system) => ({ patch: { system } })), { stop: 'enough' }],
  })
  return { ...world, first: await world.tune() }
}

/** Another tuning of what stands in the file now. */
async function tuneAgain(world: World, system: string, more: Partial<TuneInput> = {}) {
  const prompt = await readPrompt(world.promptFile, 'prompts/notes.prompt.md')
  const { input } = await startWorld({ decisions: [{ patch: { system } }, { stop: 'enough' }] })
  return world.tune({ prompt, model: input.model, ...more })
}

describe('blamePrompt', () => {
  test('names iteration and topic that each new line came from, and the seed for the others', async () => {
    const world = await tuned(money, access, goods)
    expect(await blame(world)).toEqual([
      ...head,
      ['Sort the note.', 'seed'],
      ['invoice means money', from('0001 @1')],
      ['parcel means goods', from('0001 @3')],
      ['password means access', from('0001 @2')],
      ...tail,
    ])
  })

  test('tells the rationale and the whole topic as data', async () => {
    const world = await tuned(money)
    const text = await world.readPrompt()
    const place = { root: world.input.root, stateDir: '.prompt-retune', file: world.promptFile }
    const blamed = await blamePrompt({ ...place, text })
    const [report] = world.first.iterations.map((iteration) => iteration.report)
    const line = blamed?.lines.find(({ text: each }) => each === 'invoice means money')
    expect(line).toMatchObject({
      line: 8,
      origin: {
        from: 'tuning',
        revision: { run: 'notes/0001', suite: 'notes', iteration: 1, rationale: 'It answers the topics.' },
        topic: { id: report?.topics[0]?.id, definition: report?.topics[0]?.definition },
      },
    })
  })

  test('takes nothing from iterations that lost', async () => {
    const world = await tuned(money, withRules('parcel means access'), goods)
    expect((await blame(world))?.slice(6, -2)).toEqual([
      ['Sort the note.', 'seed'],
      // The second revision had dropped it, and the third one wrote it again.
      ['invoice means money', from('0001 @3')],
      ['parcel means goods', from('0001 @3')],
      ['password means access', from('0001 @3')],
    ])
  })

  test('follows one tuning after another, and what a person wrote in between and since', async () => {
    const world = await tuned(money)
    await writeFile(world.promptFile, (await world.readPrompt()).replace('Sort the note.', 'Sort each note.'))
    const byHand = access.replace('Sort the note.', 'Sort each note.')
    const second = await tuneAgain(world, byHand)
    expect(second).toMatchObject({ written: true, folder: expect.stringContaining('0002') })
    await writeFile(world.promptFile, (await world.readPrompt()).replace('Note:', 'The note:'))
    expect(await blame(world)).toEqual([
      ...head,
      ['Sort each note.', 'hand 0001'],
      ['invoice means money', from('0001 @1')],
      ['password means access', from('0002 @1')],
      ['<!-- user -->', 'seed'],
      ['The note: {{note}}', 'hand 0002'],
    ])
  })

  test('knows a prompt again that was put back to what it was before', async () => {
    const world = await tuned(money)
    const once = await world.readPrompt()
    await tuneAgain(world, access)
    await writeFile(world.promptFile, once)
    expect((await blame(world))?.slice(6, -2)).toEqual([
      ['Sort the note.', 'seed'],
      ['invoice means money', from('0001 @1')],
    ])
    await writeFile(world.promptFile, seedSource)
    expect((await blame(world))?.map(([, origin]) => origin)).toEqual(Array(9).fill('seed'))
  })

  test('knows the file of --tune.out and the copy in the folder of the run', async () => {
    const world = await tuned(money)
    const second = await tuneAgain(world, access, { options: { ...world.input.options, out: 'next.md' } })
    const expected = [
      ['Sort the note.', 'seed'],
      ['invoice means money', from('0001 @1')],
      ['password means access', from('0002 @1')],
    ]
    for (const file of ['next.md', join(second.folder, 'tuned.prompt.md')]) {
      expect((await blame(world, join(world.input.root, file)))?.slice(6, -2)).toEqual(expected)
    }
    expect((await blame(world))?.slice(6, -2)).toEqual(expected.slice(0, 2))
  })

  test('tells what the user changed in the diff from what was tuned', async () => {
    const world = await startWorld({ decisions: [{ patch: { system: access } }, { stop: 'enough' }] })
    const held = await world.tune({ hold: 'always' })
    expect(await blame(world)).toEqual([...head, ['Sort the note.', 'seed'], ...tail])
    const source = held.after.replace('password means access', 'password means access, as does PIN')
    const { result } = await settleTuning(held, { root: world.input.root, accepted: true, source })
    expect(result).toMatchObject({ written: true, edited: true })
    expect((await blame(world))?.slice(6, -2)).toEqual([
      ['Sort the note.', 'seed'],
      ['invoice means money', from('0001 @1')],
      ['password means access, as does PIN', 'hand 0001'],
    ])
  })

  test.each(['gone', 'torn'])('reads the journal where the result is %s', async (how) => {
    const world = await tuned(money, access)
    const whole = await blame(world)
    const result = join(world.run, 'result.json')
    if (how === 'gone') await rm(result)
    else await writeFile(result, (await readFile(result, 'utf8')).slice(0, 500))
    await appendFile(join(world.run, 'journal.jsonl'), '{"type":"evalu')
    expect(await blame(world)).toEqual(whole)
    expect(whole?.flat()).toContainEqual(from('0001 @2'))
  })

  test('knows nothing of a file that no tuning made', async () => {
    const world = await tuned(money)
    const other = join(world.input.root, 'prompts', 'other.prompt.md')
    await writeFile(other, seedSource)
    expect(await blame(world, other)).toBeUndefined()
  })
})

describe('matchTopic', () => {
  const parcels = sampleTopic({
    id: 'p',
    name: 'Lost parcels',
    terms: ['parcel', 'lost'],
    definition: 'Parcels.',
  })
  const refunds = sampleTopic({
    id: 'r',
    name: 'Refunds',
    terms: ['refund', 'money'],
    definition: 'Refunds.',
  })
  const topics = [
    { ...parcels, examples: [], prevalence: 0.7 },
    { ...refunds, examples: [], prevalence: 0.3 },
  ]
  const none = { line: 'Be exact.', replaced: [], rationale: 'Better.' }

  test.each([
    ['what the line adds', { ...none, line: 'A refund is billing.' }, 'r', 'line'],
    [
      'what the line adds before what it had',
      { ...none, line: '- parcel, lost: also refund', replaced: ['- parcel, lost', '- other'] },
      'r',
      'line',
    ],
    ['the rationale', { ...none, rationale: 'Send every refund to billing.' }, 'r', 'rationale'],
    ['the size of the topics', none, 'p', 'size'],
  ] as const)('goes by %s', (_what, clues, id, by) => {
    expect(matchTopic(topics, clues)).toMatchObject({ id, by })
  })

  test('takes no topic that the optimizer was not shown', () => {
    const hidden = topics.map((each) => ({ ...each, retained: each.id === 'p' }))
    expect(matchTopic(hidden, { ...none, line: 'A refund.' })).toMatchObject({ id: 'p', by: 'size' })
    expect(matchTopic([], none)).toBeUndefined()
  })
})
