import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hashText } from '../../../src/core/canonical-hash.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { type AnswerStoreOptions, openAnswerStore } from '../../../src/model/answers/answer-store.ts'

const megabyte = 1_000_000
const roomy = { maxBytes: 16 * megabyte }

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'retune-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function open(folder: string, options: AnswerStoreOptions = roomy) {
  const store = openAnswerStore(folder, options)
  onTestFinished(() => store.close())
  return store
}

const segmentsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => join(folder, name))

const keyOf = (name: string | number) => hashText(String(name))

describe('the store of answers', () => {
  test('gives back what was put, in this process and in later ones', () => {
    const folder = join(scratch(), 'deep/cache')
    const values = fc.dictionary(
      fc.string().map((name) => keyOf(name)),
      fc.jsonValue().map((value): JsonValue => JSON.parse(JSON.stringify(value))),
    )
    fc.assert(
      fc.property(values, (entries) => {
        const store = openAnswerStore(folder, roomy)
        for (const [key, value] of Object.entries(entries)) store.put(key, value)
        for (const [key, value] of Object.entries(entries)) expect(store.find(key)).toEqual(value)
        store.close()
        const later = openAnswerStore(folder, roomy)
        for (const [key, value] of Object.entries(entries)) expect(later.find(key)).toEqual(value)
        expect(later.find(keyOf('never asked'))).toBeUndefined()
        later.close()
      }),
      { numRuns: 30 },
    )
  })

  test('the later answer to the same question counts; a store that renews knows only its own', () => {
    const folder = scratch()
    open(folder).put(keyOf(1), 'old')
    const renewing = open(folder, { ...roomy, renew: true })
    expect(renewing.find(keyOf(1))).toBeUndefined()
    renewing.put(keyOf(1), 'new')
    expect(renewing.find(keyOf(1))).toBe('new')
    expect(open(folder).find(keyOf(1))).toBe('new')
  })

  test('a file that was cut anywhere loses the answer that was cut, and no later one', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_000 }), (cut) => {
        const folder = scratch()
        const first = openAnswerStore(folder, roomy)
        for (let number = 0; number < 20; number++) first.put(keyOf(number), { text: `é${number}` })
        first.close()
        const [file = ''] = segmentsIn(folder)
        const { size } = statSync(file)
        const kept = Math.min(cut, size)
        truncateSync(file, kept)
        const second = openAnswerStore(folder, roomy)
        const whole = Math.floor(kept / (size / 20))
        for (let number = 0; number < 20; number++) {
          const found = second.find(keyOf(number))
          expect(
            found === undefined || JSON.stringify(found) === JSON.stringify({ text: `é${number}` }),
          ).toBe(true)
          if (number < whole - 1) expect(found).toBeDefined()
        }
        second.put(keyOf('after'), 'here')
        second.close()
        const third = openAnswerStore(folder, roomy)
        expect(third.find(keyOf('after'))).toBe('here')
        third.close()
      }),
      { numRuns: 40 },
    )
  })

  test('whatever stands in the files, no wrong answer comes out of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 30 }),
        (changes) => {
          const folder = scratch()
          const first = openAnswerStore(folder, roomy)
          for (let number = 0; number < 10; number++) first.put(keyOf(number), { text: `answer ${number}` })
          first.close()
          const [file = ''] = segmentsIn(folder)
          const bytes = readFileSync(file)
          for (const [at, value] of changes) bytes[at % bytes.length] = value
          writeFileSync(file, bytes)
          const second = openAnswerStore(folder, roomy)
          for (let number = 0; number < 10; number++) {
            expect([undefined, JSON.stringify({ text: `answer ${number}` })]).toContain(
              JSON.stringify(second.find(keyOf(number))),
            )
          }
          second.close()
        },
      ),
      { numRuns: 60 },
    )
  })

  test('several processes may write at the same time', async () => {
    const folder = scratch()
    const writer = fileURLToPath(new URL('store-writer.ts', import.meta.url))
    const children = [0, 1, 2].map((number) => fork(writer, [folder, String(number), '400']))
    const ends = await Promise.all(children.map((child) => once(child, 'exit')))
    expect(ends.map(([code]) => code)).toEqual([0, 0, 0])
    const store = open(folder)
    for (let number = 0; number < 3; number++) {
      for (let row = 0; row < 400; row++) {
        expect(store.find(keyOf(`${number}:${row}`))).toEqual({
          text: `${number}:${row}`,
          pad: 'x'.repeat(row),
        })
      }
    }
  })

  test('what a killed process had put is there', async () => {
    const folder = scratch()
    const child = fork(fileURLToPath(new URL('store-writer.ts', import.meta.url)), [folder, '7', 'endless'])
    const put = await new Promise<number>((resolve) => {
      child.on('message', (count) => {
        if (Number(count) < 500) return
        child.kill('SIGKILL')
        resolve(Number(count))
      })
    })
    await once(child, 'exit')
    const store = open(folder)
    for (let row = 0; row < put; row++) expect(store.find(keyOf(`7:${row}`))).toBeDefined()
  })

  test('keeps to its size, and the oldest go first', () => {
    const folder = scratch()
    const maxBytes = 200_000
    const store = open(folder, { maxBytes })
    for (let number = 0; number < 4_000; number++) store.put(keyOf(number), 'x'.repeat(120))
    const total = segmentsIn(folder).reduce((sum, file) => sum + statSync(file).size, 0)
    expect(total).toBeLessThanOrEqual(maxBytes)
    expect(total).toBeGreaterThan(maxBytes * 0.8)
    const later = open(folder, { maxBytes })
    expect(later.find(keyOf(0))).toBeUndefined()
    for (let number = 3_300; number < 4_000; number++) expect(later.find(keyOf(number))).toBeDefined()
  })

  test('what is asked for again and again stays, while others come and go', () => {
    const folder = scratch()
    const maxBytes = 100_000
    open(folder, { maxBytes }).put(keyOf('often'), 'still here')
    for (let run = 0; run < 60; run++) {
      const store = openAnswerStore(folder, { maxBytes })
      expect(store.find(keyOf('often'))).toBe('still here')
      for (let number = 0; number < 20; number++) store.put(keyOf(`${run}:${number}`), 'x'.repeat(200))
      store.close()
    }
  })

  test('says once that it cannot write, and goes on without', () => {
    const blocked = join(scratch(), 'file')
    writeFileSync(blocked, 'no folder')
    const problems: string[] = []
    const store = open(join(blocked, 'cache'), { ...roomy, onProblem: (problem) => problems.push(problem) })
    store.put(keyOf(1), 'a')
    store.put(keyOf(2), 'b')
    expect(problems).toHaveLength(1)
    expect(store.find(keyOf(1))).toBeUndefined()
  })

  test('stays out of git', () => {
    const folder = scratch()
    open(folder).put(keyOf(1), 'a')
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
  })
})
