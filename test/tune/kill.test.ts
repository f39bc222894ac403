import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { hashText } from '../../src/core/canonical-hash.ts'
import { createRandom } from '../../src/core/random.ts'
import { learned, slowly } from './support/learner.ts'
import { seedSource, startWorld, type World } from './support/tuning-world.ts'

const program = fileURLToPath(new URL('support/tune-process.ts', import.meta.url))
const concurrency = 4

/** Starts a process that tunes the world's prompt, and waits until it has loaded. */
async function startTuning({ input, baseURL }: World, schedule = 'full') {
  const child = spawn(
    process.execPath,
    [
      program,
      '--root',
      input.root,
      '--url',
      baseURL,
      '--concurrency',
      `${concurrency}`,
      '--schedule',
      schedule,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes('ready')) resolve()
    })
    void ended.then(() => resolve())
  })
  await ready
  return { child, ended, output: () => output, errors: () => errors }
}

async function tuneToTheEnd(world: World) {
  const { ended, output, errors } = await startTuning(world)
  expect(await ended, errors()).toBe(0)
  return output()
}

const timesAsked = ({ requests }: World) => {
  const times = new Map<string, number>()
  for (const { kind, body } of requests) {
    const key = `${kind} ${hashText(body).slice(0, 12)}`
    times.set(key, (times.get(key) ?? 0) + 1)
  }
  return times
}

/** A kill may come between the result and its last word; what follows is another tuning, of the tuned prompt. */
const hasResult = ({ run }: World) => existsSync(join(run, 'result.json'))

const lines = (events: readonly unknown[]) => events.map((event) => JSON.stringify(event)).sort()

test('killed at 20 random instants, it ends with the same prompt and repeats no completed call', async () => {
  const whole = await startWorld({ intercept: slowly(3) })
  const first = await startTuning(whole)
  const from = performance.now()
  expect(await first.ended, first.errors()).toBe(0)
  const duration = performance.now() - from
  const tuned = await whole.readPrompt()
  expect(tuned).toBe(seedSource.replace('Sort the note.', learned(4)))
  const questions = timesAsked(whole)
  expect([...questions.values()].every((times) => times === 1)).toBe(true)
  const journal = await whole.journal()

  const random = createRandom('kill')
  for (let kills = 0; kills < 20; ) {
    const world = await startWorld({ intercept: slowly(3) })
    const most = Math.min(20 - kills, random.integer(2, 5))
    let killed = 0
    // Several kills in one run, then the end, which may also come by itself.
    for (let ended = false; killed < most && !ended; ) {
      const running = await startTuning(world)
      await Promise.race([wait(random.next() * 0.9 * duration), running.ended])
      running.child.kill('SIGKILL')
      ended = (await running.ended) === 0 || hasResult(world)
      if (!ended) killed += 1
    }
    kills += killed
    if (killed === most) await tuneToTheEnd(world)
    expect(await world.readPrompt()).toBe(tuned)
    const asked = timesAsked(world)
    expect([...asked.keys()].sort()).toEqual([...questions.keys()].sort())
    // A kill can lose the answers of the calls under way, no others.
    const again = [...asked.values()].reduce((sum, times) => sum + times - 1, 0)
    expect(again).toBeLessThanOrEqual(killed * concurrency)
    expect(lines(await world.journal())).toEqual(lines(journal))
  }
}, 240_000)

test('killed under the progressive schedule, it ends with the same prompt and repeats no completed call', async () => {
  const whole = await startWorld({ intercept: slowly(3) })
  const first = await startTuning(whole, 'progressive')
  const from = performance.now()
  expect(await first.ended, first.errors()).toBe(0)
  const duration = performance.now() - from
  const tuned = await whole.readPrompt()
  expect(tuned).not.toBe(seedSource)
  const questions = timesAsked(whole)
  expect([...questions.values()].every((times) => times === 1)).toBe(true)

  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    const world = await startWorld({ intercept: slowly(3) })
    const running = await startTuning(world, 'progressive')
    await Promise.race([wait(share * duration), running.ended])
    running.child.kill('SIGKILL')
    const ended = (await running.ended) === 0 || hasResult(world)
    const last = await startTuning(world, 'progressive')
    expect(await last.ended, last.errors()).toBe(0)
    if (ended) continue
    expect(await world.readPrompt()).toBe(tuned)
    const asked = timesAsked(world)
    expect([...asked.keys()].sort()).toEqual([...questions.keys()].sort())
    const again = [...asked.values()].reduce((sum, times) => sum + times - 1, 0)
    expect(again).toBeLessThanOrEqual(concurrency)
  }
}, 120_000)
