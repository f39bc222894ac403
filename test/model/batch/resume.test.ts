import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { spendOnBatch } from '../../../src/model/batch/spend-on-batch.ts'
import { createRunBudget } from '../../../src/model/spending/run-budget.ts'
import { askedText, askInBatches, filesIn, texts } from './batch-run.ts'
import { scratch, serveBatches } from './batch-scratch.ts'

const about = ({ body }: { body: unknown }) => ({ text: `about ${askedText(body)}` })
const expected = texts(6).map((text) => `about ${text}`)

function isFine(results: readonly { status: string; text?: string }[]) {
  expect(results.map(({ text }) => text)).toEqual(expected)
}

describe('a run that goes on with the batches of one before', () => {
  test.for([
    ['while the file is uploaded', /POST \/files/],
    ['while the batch is made', /POST \/batches/],
    ['while it is waited for', /GET \/batches\/batch_1/],
  ] as const)('that was stopped %s', async ([, moment]) => {
    const server = await serveBatches({ answer: about })
    const root = scratch()
    server.hold(true)
    const stop = new AbortController()
    const first = askInBatches(texts(6), { baseURL: server.baseURL, root, signal: stop.signal })
    await server.saw(moment)
    stop.abort()
    await first
    expect(filesIn(root)).not.toEqual([])
    server.hold(false)
    const { results } = await askInBatches(texts(6), { baseURL: server.baseURL, root })
    isFine(results)
    for (const { usage } of results) expect(usage).toMatchObject({ calls: 1, batched: { calls: 1 } })
    expect(server.batches).toHaveLength(1)
    expect(filesIn(root)).toEqual([])
  })

  test('that got its answers and made no use of them: they are told as paid for, once', async () => {
    const server = await serveBatches({
      answer: (request) =>
        askedText(request.body) === 'ticket 5' ? { text: 'cut', finish: 'length' } : about(request),
    })
    const root = scratch()
    await askInBatches(texts(6), { baseURL: server.baseURL, root, unsettled: true })
    const { results } = await askInBatches(texts(6), { baseURL: server.baseURL, root })
    expect(results.map(({ usage }) => usage.calls)).toEqual([1, 1, 1, 1, 1, 1])
    expect(results[5]).toMatchObject({ status: 'failed', kind: 'length' })
    expect(server.batches).toHaveLength(1)
  })

  test('also where nothing of it is left here but the batch at the server', async () => {
    const server = await serveBatches({ answer: about })
    const root = scratch()
    await askInBatches(texts(6), { baseURL: server.baseURL, root, unsettled: true })
    rmSync(join(root, 'batches'), { recursive: true })
    rmSync(join(root, 'cache'), { recursive: true })
    isFine((await askInBatches(texts(6), { baseURL: server.baseURL, root })).results)
    expect(server.batches).toHaveLength(1)
    // A recording is to be made anew.
    isFine((await askInBatches(texts(6), { baseURL: server.baseURL, root, renew: true })).results)
    expect(server.batches).toHaveLength(2)
  })

  test('which its minutes were too few for', async () => {
    const server = await serveBatches({ answer: about })
    const root = scratch()
    server.hold(true)
    const budget = { minutes: 0.01 }
    const spending = spendOnBatch(createRunBudget(budget), {}, budget)
    const { results } = await askInBatches(texts(6), { baseURL: server.baseURL, root, spending })
    for (const result of results) expect(result).toMatchObject({ status: 'error', error: { kind: 'budget' } })
    server.hold(false)
    isFine((await askInBatches(texts(6), { baseURL: server.baseURL, root })).results)
    expect(server.batches).toHaveLength(1)
  })

  test('and does not wait for what is asked no more', async () => {
    const server = await serveBatches({ answer: about })
    const root = scratch()
    server.hold(true)
    const stop = new AbortController()
    const first = askInBatches(['old'], { baseURL: server.baseURL, root, signal: stop.signal })
    await server.saw(/GET \/batches\/batch_1/)
    stop.abort()
    await first
    // The first batch stays where it is; the second one is let go as soon as it is there.
    const second = askInBatches(['new'], { baseURL: server.baseURL, root })
    await server.saw(/GET \/batches\/batch_2/)
    expect(server.batches[0]?.status).not.toBe('completed')
    server.hold(false)
    const { results, said } = await second
    expect(results).toMatchObject([{ text: 'about new' }])
    expect(said.join('\n')).toMatch(
      /batch_1 of an earlier run is under way still; nothing of it is needed now/,
    )
    expect(filesIn(root)).toHaveLength(2)
  })

  test('that was killed at any step', async () => {
    const server = await serveBatches({ answer: about })
    const root = scratch()
    const program = fileURLToPath(new URL('./batch-runner.ts', import.meta.url))
    for (const moment of [/POST \/files/, /POST \/batches/, /GET \/batches\/batch_1/, /GET \/files/]) {
      const child = fork(program, [server.baseURL, root], { stdio: 'ignore' })
      const ended = once(child, 'exit')
      await Promise.race([server.saw(moment), ended])
      expect(server.log.some((line) => moment.test(line))).toBe(true)
      child.kill('SIGKILL')
      await ended
    }
    isFine((await askInBatches(texts(6), { baseURL: server.baseURL, root })).results)
    expect(server.batches).toHaveLength(1)
  }, 60_000)
})
