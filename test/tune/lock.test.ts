import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockPrompt } from '../../src/tune/resume/lock-prompt.ts'
import { answerJson } from '../support/api-server.ts'
import { startWorld } from './support/tuning-world.ts'

async function openState() {
  const stateDir = await mkdtemp(join(tmpdir(), 'lock-'))
  onTestFinished(() => rm(stateDir, { recursive: true }))
  const file = async () => {
    const names = await readdir(join(stateDir, 'locks'))
    return join(stateDir, 'locks', names.find((name) => name.endsWith('.lock')) ?? '')
  }
  return { stateDir, file, lock: () => lockPrompt(stateDir, 'a.prompt.md') }
}

const holder = (pid: number, host = hostname()) =>
  JSON.stringify({ token: 'theirs', pid, host, since: '2026-01-01T00:00:00.000Z' })

/** The id of a process that is gone. */
const gone = () => spawnSync(process.execPath, ['-e', '']).pid

test('two tunings of one prompt at once: the second refuses before it asks anything', async () => {
  const first = Promise.withResolvers<void>()
  const world = await startWorld({
    concurrency: 4,
    intercept: async () => {
      await first.promise
      return undefined
    },
  })
  const running = world.tune()
  const asked = 4
  await expect.poll(() => world.requests.length).toBe(asked)
  await expect(world.tune({ suite: 'another' })).rejects.toMatchObject({
    code: 'TUNE_LOCKED',
    message: expect.stringMatching(
      /^prompts\/notes\.prompt\.md is being tuned already, by process \d+ on .* since 20.*Wait until that has ended/,
    ),
  })
  expect(world.requests).toHaveLength(asked)
  first.resolve()
  expect((await running).stop.code).toBe('optimizer')
  expect((await world.tune()).stop.code).toBe('optimizer')
})

test('a tuning that breaks gives its lock back', async () => {
  const world = await startWorld({ intercept: () => answerJson({ label: 'x' }) })
  await expect(world.tune({ stateDir: 'prompts/notes.prompt.md' })).rejects.toMatchObject({
    code: 'TUNE_JOURNAL_FAILED',
  })
  await expect(
    world.tune({
      onEvent: () => {
        throw new Error('the listener broke')
      },
    }),
  ).rejects.toThrow('the listener broke')
  expect((await world.tune()).folder).toMatch(/000\d$/)
})

test('other prompts are not locked', async () => {
  const { stateDir, lock } = await openState()
  const unlock = await lock()
  await (await lockPrompt(stateDir, 'b.prompt.md'))()
  await expect(lock()).rejects.toMatchObject({ code: 'TUNE_LOCKED' })
  await unlock()
  await (await lock())()
})

test.for<[string, (file: string) => Promise<void>]>([
  ['of a process that is gone', (file) => writeFile(file, holder(gone()))],
  [
    'of another machine without a sign of life',
    async (file) => {
      await writeFile(file, holder(process.pid, 'elsewhere'))
      await utimes(file, 1, 1)
    },
  ],
  [
    'that is torn',
    async (file) => {
      await writeFile(file, '{"tok')
      await utimes(file, 1, 1)
    },
  ],
])('a lock %s is taken over, by one of many', async ([, leave]) => {
  const { file, lock } = await openState()
  await (await lock())()
  const unlock = await lock()
  const path = await file()
  await unlock()
  await leave(path)
  const attempts = await Promise.allSettled(Array.from({ length: 8 }, lock))
  const won = attempts.filter(({ status }) => status === 'fulfilled')
  expect(won).toHaveLength(1)
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid })
})

test('a lock of another machine that lives is respected, and nobody gives back what is not theirs', async () => {
  const { file, lock } = await openState()
  const unlock = await lock()
  const path = await file()
  await writeFile(path, holder(gone(), 'elsewhere'))
  await unlock()
  await expect(lock()).rejects.toMatchObject({
    code: 'TUNE_LOCKED',
    message: expect.stringContaining('on elsewhere'),
  })
})
