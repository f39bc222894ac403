import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hashText } from '../../../src/core/canonical-hash.ts'
import { openCritiqueStore } from '../../../src/diagnosis/critiques/open-critique-store.ts'

const keyOf = (name: string | number) => hashText(`key ${name}`)
const critique = (label: string, why = 'w') => ({
  diagnoses: [{ label, definition: 'd', why, basis: 'b' }],
  confidence: 'unknown' as const,
})

async function openFolder() {
  const stateDir = await mkdtemp(join(tmpdir(), 'critiques-'))
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }))
  const folder = join(stateDir, 'critiques')
  return {
    stateDir,
    folder,
    file: join(folder, 'ticket-triage.json'),
    open: () => openCritiqueStore(stateDir, 'ticket triage'),
  }
}

test('what was put in is found by a later run, and nothing else stands in the folder', async () => {
  const { open, folder } = await openFolder()
  const store = open()
  expect(await store.get(keyOf(1))).toBeUndefined()
  store.put(keyOf(1), critique('one two'))
  expect(await store.get(keyOf(1))).toEqual(critique('one two'))
  await store.save()
  expect(await open().get(keyOf(1))).toEqual(critique('one two'))
  expect(await open().get(keyOf(2))).toBeUndefined()
  expect(await readdir(folder)).toEqual(['ticket-triage.json'])
})

test('suites do not share', async () => {
  const { open, stateDir } = await openFolder()
  const store = open()
  store.put(keyOf(1), critique('one two'))
  await store.save()
  expect(await openCritiqueStore(stateDir, 'another').get(keyOf(1))).toBeUndefined()
})

test('without anything new nothing is written', async () => {
  const { open, stateDir } = await openFolder()
  const store = open()
  await store.get(keyOf(1))
  await store.save()
  expect(await readdir(stateDir)).toEqual([])
})

test.each([
  ['is cut', '{"schema": "prompt-retune/critiques@1", "critiques": {'],
  ['is empty', ''],
  [
    'is of another version',
    JSON.stringify({ schema: 'prompt-retune/critiques@9', critiques: { [keyOf(1)]: critique('a b') } }),
  ],
  ['is a list', '[]'],
  [
    'has entries of another form',
    JSON.stringify({
      schema: 'prompt-retune/critiques@1',
      critiques: { [keyOf(1)]: { label: 'a b' }, short: critique('a b') },
    }),
  ],
])('a file that %s knows nothing, and is made anew', async (_name, text) => {
  const { open, folder, file } = await openFolder()
  await mkdir(folder)
  await writeFile(file, text)
  const store = open()
  expect(await store.get(keyOf(1))).toBeUndefined()
  expect(await store.get('short')).toBeUndefined()
  store.put(keyOf(2), critique('c d'))
  await store.save()
  expect(await open().get(keyOf(2))).toEqual(critique('c d'))
})

test('one broken entry costs no other', async () => {
  const { open, folder, file } = await openFolder()
  await mkdir(folder)
  const critiques = { [keyOf(1)]: critique('a b'), [keyOf(2)]: { ...critique('c d'), confidence: 'very' } }
  await writeFile(file, JSON.stringify({ schema: 'prompt-retune/critiques@1', critiques }))
  expect(await open().get(keyOf(1))).toEqual(critique('a b'))
  expect(await open().get(keyOf(2))).toBeUndefined()
})

test('two runs at once keep what either one put in', async () => {
  const { open } = await openFolder()
  const [one, two] = [open(), open()]
  await Promise.all([one.get(keyOf(1)), two.get(keyOf(1))])
  one.put(keyOf(1), critique('a b'))
  two.put(keyOf(2), critique('c d'))
  await one.save()
  await two.save()
  one.put(keyOf(3), critique('e f'))
  await one.save()
  const later = open()
  expect(await later.get(keyOf(1))).toEqual(critique('a b'))
  expect(await later.get(keyOf(2))).toEqual(critique('c d'))
  expect(await later.get(keyOf(3))).toEqual(critique('e f'))
})

test('a long run is saved on its way', async () => {
  const { open, file } = await openFolder()
  const store = open()
  for (let n = 0; n < 300; n++) store.put(keyOf(n), critique(`label ${n}`))
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('label 249')
  await store.save()
  expect(await open().get(keyOf(299))).toEqual(critique('label 299'))
})

test('the file is bounded: what was not used for longest goes', async () => {
  const { open, file } = await openFolder()
  const long = 'x'.repeat(1_000)
  const fill = async (from: number, to: number, reads?: number) => {
    const store = open()
    if (reads !== undefined) await store.get(keyOf(reads))
    for (let n = from; n < to; n++)
      store.put(keyOf(n), {
        ...critique(`l ${n}`, long),
        diagnoses: Array(3).fill({ label: `l ${n}`, definition: long.slice(0, 600), why: long, basis: long }),
      })
    await store.save()
  }
  await fill(0, 900)
  await fill(900, 1_200, 5)
  expect((await readFile(file, 'utf8')).length).toBeLessThanOrEqual(8_100_000)
  const store = open()
  const known = async (n: number) => (await store.get(keyOf(n))) !== undefined
  expect(await Promise.all([0, 5, 6, 1_199].map(known))).toEqual([false, true, false, true])
})

test('where nothing can be written, saving rejects and what is known stays known', async () => {
  const { stateDir, open } = await openFolder()
  await writeFile(join(stateDir, 'critiques'), 'a file where the folder should be')
  const store = open()
  store.put(keyOf(1), critique('a b'))
  await expect(store.save()).rejects.toThrow()
  expect(await store.get(keyOf(1))).toEqual(critique('a b'))
})
