import { expect, onTestFinished, test } from 'vitest'
import { createCallPermits } from '../../../src/model/pace/call-permits.ts'
import { remotePermits } from '../../../src/model/pace/remote-permits.ts'
import { servePermits } from '../../../src/model/pace/serve-permits.ts'

/** Permits whose clock stands still, so that what may go is exactly the burst. */
async function serveStill(perMinute: { requestsPerMinute?: number; tokensPerMinute?: number }) {
  let time = 0
  const permits = createCallPermits(perMinute, () => time)
  const server = await servePermits(permits)
  onTestFinished(() => server.close())
  return { permits, server, setTime: (now: number) => (time = now) }
}

/** How many of these are granted before one of another server, which waits for nothing. */
async function granted(asked: readonly Promise<boolean>[], settle: () => Promise<unknown>): Promise<number> {
  let count = 0
  for (const one of asked) void one.then((yes) => (count += yes ? 1 : 0))
  await settle()
  return count
}

test('workers share one rate with the process that serves it', async () => {
  const { permits, server } = await serveStill({ requestsPerMinute: 1_000 })
  const [a, b] = [remotePermits(server.port), remotePermits(server.port)]
  const ask = (one: typeof permits) => Array.from({ length: 8 }, () => one.take('x', 1, []))
  const settle = async () => {
    for (const [index, one] of [a, b, permits].entries()) await one.take(`other ${index}`, 1, [])
  }
  // A burst is a hundredth of a minute's worth.
  expect(await granted([...ask(a), ...ask(b), ...ask(permits)], settle)).toBe(10)
})

test('a call that waits no more takes nothing', async () => {
  const { server, permits } = await serveStill({ requestsPerMinute: 1 })
  const worker = remotePermits(server.port)
  const stop = new AbortController()
  expect(await worker.take('x', 1, [])).toBe(true)
  const waiting = worker.take('x', 1, [stop.signal])
  stop.abort()
  expect(await waiting).toBe(false)
  expect(await worker.take('x', 1, [AbortSignal.abort()])).toBe(false)
  expect(await permits.take('y', 1, [])).toBe(true)
})

test('tokens used beyond the estimate are waited for, those not used are given back', async () => {
  const { permits } = await serveStill({ tokensPerMinute: 6_000 })
  await permits.take('x', 60, [])
  permits.correct('x', -30)
  const more = permits.take('x', 30, [])
  const beyond = permits.take('x', 1, [])
  expect(await granted([more, beyond], () => permits.take('other', 1, []))).toBe(1)
})

test('where the process with the permits has ended, calls go without', async () => {
  const { server, permits } = await serveStill({ requestsPerMinute: 1 })
  const worker = remotePermits(server.port)
  await worker.take('x', 1, [])
  const waiting = worker.take('x', 1, [])
  await worker.take('y', 1, [])
  server.close()
  expect(await waiting).toBe(true)
  expect(await worker.take('x', 1, [])).toBe(true)
  void permits
})
