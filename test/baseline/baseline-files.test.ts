import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openBaselines } from '../../src/baseline/open-baselines.ts'
import { renderBaseline } from '../../src/baseline/render-baseline.ts'
import { writeBaseline } from '../../src/baseline/write-baseline.ts'
import { type Baseline, baselineSchema } from '../../src/core/baseline.ts'
import { renderRunJson } from '../../src/report/render-run-json.ts'
import { failingSuite, passingSuite, sampleRun } from '../report/sample-data.ts'
import { baselineWith, outcome } from './outcomes.ts'

const usual = '.prompt-retune/baselines/hotel-desk.json'
const sample = baselineWith([outcome('a', 'passed'), outcome('b', 'failed')])
const desk = { ...passingSuite, name: 'hotel desk', results: [outcome('a', 'failed')] }

/** A project with these files. */
async function project(files: Readonly<Record<string, string>> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'retune-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  return {
    root,
    find: (said: { flag?: string; own?: string; plugin?: string } = {}, suite = 'hotel desk') =>
      openBaselines({ root, flag: said.flag, plugin: said.plugin }).find(suite, said.own),
    read: async (file: string): Promise<Baseline> =>
      baselineSchema.parse(JSON.parse(await readFile(join(root, file), 'utf8'))),
  }
}

const text = renderBaseline(sample)
const named = (suite: string) => renderBaseline({ ...sample, suite })

describe('what a suite is compared with', () => {
  test('is its file in .prompt-retune/baselines, if there is one', async () => {
    expect(await (await project()).find()).toBeUndefined()
    const { find } = await project({ [usual]: text })
    expect(await find()).toEqual({ baseline: sample, source: usual })
    expect(await find({}, 'another suite')).toBeUndefined()
  })

  test('is what the plugin, the suite and the command line say, the later of them first', async () => {
    const { find } = await project({
      'p/hotel-desk.json': text,
      'own.json': text,
      'flag/hotel-desk.json': text,
    })
    expect(await find({ plugin: 'p' })).toMatchObject({ source: 'p/hotel-desk.json' })
    expect(await find({ plugin: 'p', own: 'own.json' })).toMatchObject({ source: 'own.json' })
    expect(await find({ plugin: 'p', own: 'own.json', flag: 'flag' })).toMatchObject({
      source: 'flag/hotel-desk.json',
    })
  })

  test('is nothing where baselines are off, and a suite that wants none gets none', async () => {
    const { find } = await project({ [usual]: text })
    expect(await find({ flag: 'off' })).toBeUndefined()
    expect(await find({ plugin: 'off' })).toBeUndefined()
    expect(await find({ own: 'off', flag: usual })).toBeUndefined()
    expect(await find({ plugin: 'off', own: usual })).toMatchObject({ source: usual })
  })

  test('is the suite of this name in the report of another run, with its topics', async () => {
    const run = { ...sampleRun, suites: [failingSuite, { ...desk, partial: true as const }] }
    const { find } = await project({ 'main/last-run.json': renderRunJson(run) })
    const found = await find({ flag: 'main/last-run.json' }, failingSuite.name)
    expect(found?.source).toBe('main/last-run.json')
    const [first] = failingSuite.results
    expect(found?.baseline.cases[first?.id ?? '']).toMatchObject({
      verdict: first?.verdict,
      score: first?.score,
    })
    expect(found?.baseline.history?.topics.length).toBe(failingSuite.diagnosis?.topics.length)
    expect((await find({ flag: 'main/last-run.json' }))?.baseline.cases).toEqual({
      a: { verdict: 'failed', score: 0 },
    })
    expect(await find({ flag: 'main/last-run.json' }, 'a suite of today')).toBeUndefined()
  })

  test('is another suite only where the suite itself names its file', async () => {
    const { find } = await project({ 'other.json': named('beach desk') })
    expect(await find({ flag: 'other.json' })).toBeUndefined()
    expect(await find({ own: 'other.json' })).toMatchObject({ baseline: { suite: 'beach desk' } })
  })

  test('must be there when the command line names it', async () => {
    const { find } = await project()
    await expect(find({ flag: 'main/last-run.json' })).rejects.toThrow(
      'there is no baseline main/last-run.json',
    )
    await expect(find({ flag: 'main' })).rejects.toThrow('there is no baseline main')
    expect(await find({ own: 'later.json', plugin: 'later' })).toBeUndefined()
  })
})

describe('a broken baseline is named with its line, and what to do', () => {
  test.each([
    ['a conflict of a merge', text.replace('  "cases"', '<<<<<<< HEAD\n  "cases"'), 'BASELINE_BAD_SYNTAX', 4],
    ['a file that ends too early', text.slice(0, -20), 'BASELINE_BAD_SYNTAX', 6],
    ['an unknown verdict', text.replace('"failed"', '"broken"'), 'BASELINE_BAD_SHAPE', 6],
    ['a score beyond 1', text.replace('"score": 1', '"score": 7'), 'BASELINE_BAD_SHAPE', 5],
    ['a later version', text.replace('baseline@1', 'baseline@9'), 'BASELINE_UNKNOWN_SCHEMA', 2],
    ['something else', '[1, 2]', 'BASELINE_BAD_SHAPE', 1],
    ['an empty file', '', 'BASELINE_BAD_SYNTAX', 1],
  ])('%s', async (_, broken, code, line) => {
    const { find } = await project({ [usual]: broken })
    await expect(find()).rejects.toMatchObject({
      code,
      at: { file: usual, line },
      message: expect.stringContaining('npx vitest -u'),
    })
  })

  test('also the report of a run', async () => {
    const run = renderRunJson(sampleRun).replace('"verdict": "failed"', '"verdict": 1')
    const line = run.slice(0, run.indexOf('"verdict": 1')).split('\n').length
    const { find } = await project({ 'main.json': run })
    await expect(find({ flag: 'main.json' })).rejects.toMatchObject({ at: { file: 'main.json', line } })
  })

  test('a folder that is named like a file, bytes that are no text', async () => {
    const { find, root } = await project()
    await mkdir(join(root, usual), { recursive: true })
    await expect(find()).rejects.toMatchObject({ code: 'BASELINE_UNREADABLE' })
    await writeFile(join(root, 'bytes.json'), Buffer.from([123, 10, 255, 254]))
    await expect(find({ own: 'bytes.json' })).rejects.toMatchObject({ at: { line: 2 } })
  })
})

describe('accepting', () => {
  test('writes the file, whole, once, and leaves nothing else behind', async () => {
    const { root, read } = await project()
    const settings = { root }
    expect(await writeBaseline(desk, 'all', settings)).toEqual({ file: usual, cases: 1, changed: true })
    expect(await read(usual)).toMatchObject({ suite: 'hotel desk', cases: { a: { verdict: 'failed' } } })
    expect(await writeBaseline(desk, 'all', settings)).toMatchObject({ changed: false })
    expect(await readdir(join(root, '.prompt-retune/baselines'))).toEqual(['hotel-desk.json'])
  })

  test('writes where the options say, and nothing where they say off', async () => {
    const { root, read } = await project()
    await writeBaseline(desk, 'all', { root, plugin: 'accepted/' })
    await writeBaseline(desk, 'all', { root, plugin: 'accepted', suite: 'own.json' })
    expect(await read('accepted/hotel-desk.json')).toEqual(await read('own.json'))
    expect(await writeBaseline(desk, 'all', { root, suite: 'off' })).toBeUndefined()
  })

  test('overwrites no other suite and no report of a run', async () => {
    const other = await project({ [usual]: named('Hotel Desk') })
    await expect(writeBaseline(desk, 'all', other)).rejects.toMatchObject({ code: 'BASELINE_OCCUPIED' })
    const run = await project({ 'last-run.json': renderRunJson(sampleRun) })
    await expect(writeBaseline(desk, 'all', { ...run, plugin: 'last-run.json' })).rejects.toThrow(
      'the report of a run',
    )
    expect(await readFile(join(run.root, 'last-run.json'), 'utf8')).toBe(renderRunJson(sampleRun))
  })

  test('takes the place of a broken file after a whole run only', async () => {
    const { root, read } = await project({ [usual]: '{' })
    const partial = { ...desk, partial: true as const }
    await expect(writeBaseline(partial, 'all', { root })).rejects.toMatchObject({
      code: 'BASELINE_PART_OF_BROKEN',
    })
    await expect(writeBaseline(desk, 'new', { root })).rejects.toMatchObject({
      code: 'BASELINE_PART_OF_BROKEN',
    })
    await writeBaseline(desk, 'all', { root })
    expect((await read(usual)).cases).toHaveProperty('a')
  })
})

test('a run without a judged case begins no baseline, and leaves one as it was', async () => {
  const { root, read } = await project()
  const lost = { ...desk, partial: true as const, results: [outcome('a', 'error')] }
  expect(await writeBaseline(lost, 'all', { root })).toBeUndefined()
  await expect(readdir(join(root, '.prompt-retune'))).rejects.toThrow('ENOENT')
  await writeBaseline(desk, 'all', { root })
  expect(await writeBaseline(lost, 'all', { root })).toMatchObject({ cases: 1, changed: false })
  expect(Object.keys((await read(usual)).cases)).toEqual(['a'])
})
