import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { spendOnBatch } from '../../../src/model/batch/spend-on-batch.ts'
import { createRunBudget } from '../../../src/model/spending/run-budget.ts'
import { askedText, askInBatches, filesIn, texts } from './batch-run.ts'
import { scratch, serveBatches } from './batch-scratch.ts'

const about = ({ body }: { body: unknown }) => ({ text: `about ${askedText(body)}` })

const textOf = (result: { status: string; text?: string } | undefined) => result?.text

describe('calls through the Batch API', () => {
  test('fill the cache, are paid for once, and leave nothing behind', async () => {
    const server = await serveBatches({ answer: about })
    const root = scratch()
    const { results } = await askInBatches(texts(20), { baseURL: server.baseURL, root })
    expect(results.map(textOf)).toEqual(texts(20).map((text) => `about ${text}`))
    const paid = { calls: 1, inputTokens: 11, outputTokens: 7 }
    for (const { usage } of results) expect(usage).toEqual({ ...paid, batched: paid })
    expect(filesIn(root)).toEqual([])
    const again = await askInBatches(texts(20), { baseURL: server.baseURL, root })
    expect(again.results.map(textOf)).toEqual(results.map(textOf))
    for (const { usage } of again.results) expect(usage).toMatchObject({ calls: 0, cached: paid })
    expect(server.batches).toHaveLength(1)
    expect(again.said).toEqual([])
  })

  test.for(['chat', 'responses'] as const)(
    'are written and read in the API %s, with structured output',
    async (api) => {
      const server = await serveBatches({ answer: () => ({ text: '{"queue":"login"}' }) })
      const schema = z.object({ queue: z.string() })
      const run = { baseURL: server.baseURL, root: scratch(), api, schema }
      const { results } = await askInBatches(['a'], run)
      expect(results[0]).toMatchObject({ status: 'ok', output: { queue: 'login' } })
      const [request] = server.requestsOf(1)
      const path = api === 'chat' ? '/v1/chat/completions' : '/v1/responses'
      expect(request).toMatchObject({
        custom_id: expect.stringMatching(/^[0-9a-f]{64}$/),
        method: 'POST',
        url: path,
      })
      expect(server.batches[0]).toMatchObject({ endpoint: path })
      expect(JSON.stringify(request)).toContain('"json_schema"')
    },
  )

  test.for(['chat', 'responses'] as const)('bring logprobs into the cache (%s)', async (api) => {
    const tokens = [
      { token: 'log', logprob: -0.5 },
      { token: 'in', logprob: -0.25 },
    ]
    const server = await serveBatches({ answer: () => ({ text: 'login', tokens }) })
    const run = { baseURL: server.baseURL, root: scratch(), api, logprobs: true } as const
    const { results } = await askInBatches(['a'], run)
    expect(results[0]).toMatchObject({ status: 'ok', logprobs: { all: -0.75 }, usage: { calls: 1 } })
    const again = await askInBatches(['a'], run)
    expect(again.results[0]).toMatchObject({ logprobs: { all: -0.75 }, usage: { calls: 0 } })
    expect(server.batches).toHaveLength(1)
  })

  test.for(['chat', 'responses'] as const)(
    'go out again without logprobs where these are refused (%s)',
    async (api) => {
      const server = await serveBatches({
        answer: ({ body }) =>
          JSON.stringify(body).includes('logprobs')
            ? { status: 400, body: { error: { message: 'logprobs are not supported with this model.' } } }
            : about({ body }),
      })
      const run = { baseURL: server.baseURL, root: scratch(), api, logprobs: true } as const
      const { results } = await askInBatches(texts(3), run)
      expect(results.map(textOf)).toEqual(texts(3).map((text) => `about ${text}`))
      expect(results[0]).toMatchObject({ status: 'ok', logprobs: 'refused' })
      expect(server.batches).toHaveLength(2)
      expect(server.requestsOf(2).every(({ body }) => !JSON.stringify(body).includes('include'))).toBe(true)
      expect((await askInBatches(texts(3), run)).results[0]).toMatchObject({ logprobs: 'refused' })
      expect(server.batches).toHaveLength(2)
    },
  )

  test('ask only what is not kept, the same question once, and each trial by itself', async () => {
    const server = await serveBatches({ answer: about })
    const root = scratch()
    await askInBatches(['a', 'b'], { baseURL: server.baseURL, root })
    const { results } = await askInBatches(['a', 'b', 'c', 'c', { text: 'c', trial: 1 }], {
      baseURL: server.baseURL,
      root,
    })
    expect(server.requestsOf(2).map(({ body }) => askedText(body))).toEqual(['c', 'c'])
    const [, , first, second, trial] = results
    expect(first?.usage.calls).toBe(1)
    expect(second?.usage).toMatchObject({ calls: 0, cached: { calls: 1 } })
    expect(trial?.usage.calls).toBe(1)
  })

  test('go out in as many batches as the limits of one ask for', async () => {
    const server = await serveBatches({ answer: about })
    const byCount = await askInBatches(texts(25), {
      ...{ baseURL: server.baseURL, root: scratch() },
      limits: { requests: 10, bytes: 1_000_000 },
    })
    expect(server.batches.map(({ counts }) => counts.total).sort()).toEqual([10, 10, 5])
    expect(byCount.results.map(textOf)).toEqual(texts(25).map((text) => `about ${text}`))
    await askInBatches(texts(25), {
      ...{ baseURL: server.baseURL, root: scratch(), renew: true },
      limits: { requests: 100, bytes: 2_000 },
    })
    const later = server.batches.slice(3)
    expect(later.length).toBeGreaterThan(1)
    expect(later.reduce((sum, { counts }) => sum + counts.total, 0)).toBe(25)
  })

  test('leave what is cut, and what must not be kept, out of the cache, but judge it', async () => {
    const server = await serveBatches({
      answer: ({ body }) =>
        askedText(body) === 'long' ? { text: 'cut', finish: 'length' } : { text: 'short' },
    })
    const root = scratch()
    const first = await askInBatches(['long', 'short'], { baseURL: server.baseURL, root })
    expect(first.results).toMatchObject([
      { status: 'failed', kind: 'length', usage: { calls: 1, batched: { calls: 1 } } },
      { status: 'ok' },
    ])
    await askInBatches(['long', 'short'], { baseURL: server.baseURL, root })
    expect(server.requestsOf(2).map(({ body }) => askedText(body))).toEqual(['long'])
    const secret = await askInBatches(['mine'], { baseURL: server.baseURL, root, mayKeep: false })
    expect(secret.results).toMatchObject([{ status: 'ok', text: 'short' }])
  })

  test('send again, once, what an expired batch left, and keep what it answered', async () => {
    const server = await serveBatches({
      answer: (request, batch) =>
        batch === 1 && askedText(request.body) !== 'ticket 0' ? 'unasked' : about(request),
      end: (batch) => (batch === 1 ? 'expired' : 'completed'),
    })
    const root = scratch()
    const { results, said } = await askInBatches(texts(4), { baseURL: server.baseURL, root })
    expect(results.map(textOf)).toEqual(texts(4).map((text) => `about ${text}`))
    expect(server.requestsOf(2)).toHaveLength(3)
    expect(said.join('\n')).toMatch(/3 requests that were left unanswered are sent again/)
    expect(filesIn(root)).toEqual([])
  })

  test('are an error where they expire twice, fail or are refused, and the next run asks them anew', async () => {
    const server = await serveBatches({
      answer(request, batch) {
        const text = askedText(request.body)
        if (text === 'late') return 'unasked'
        if (text === 'bad' && batch < 3)
          return { status: 400, body: { error: { message: 'Bad image.', code: null } } }
        if (text === 'busy' && batch === 1)
          return { status: 500, body: { error: { message: 'Overloaded', code: null } } }
        return about(request)
      },
      end: (batch) => (batch < 3 ? 'expired' : 'completed'),
    })
    const root = scratch()
    const { results } = await askInBatches(['good', 'late', 'bad', 'busy'], { baseURL: server.baseURL, root })
    expect(results).toMatchObject([
      { status: 'ok' },
      {
        status: 'error',
        error: { kind: 'timeout', message: expect.stringMatching(/expired before it was asked/) },
      },
      {
        status: 'error',
        error: { kind: 'bad-request', status: 400, message: expect.stringMatching(/Bad image/) },
      },
      { status: 'ok', text: 'about busy' },
    ])
    expect(server.requestsOf(2).map(({ body }) => askedText(body))).toEqual(['late', 'busy'])
    await askInBatches(['good', 'bad'], { baseURL: server.baseURL, root })
    expect(server.requestsOf(3).map(({ body }) => askedText(body))).toEqual(['bad'])
  })

  test('name the line that failed a validation, and do not try it again', async () => {
    const end = { code: 'invalid_request', message: 'Unsupported model.', line: 2 }
    const server = await serveBatches({ end: () => end })
    const { results } = await askInBatches(['a', 'b'], { baseURL: server.baseURL, root: scratch() })
    expect(server.batches).toHaveLength(1)
    for (const result of results) {
      const message = expect.stringMatching(/^The batch batch_1 failed: \w+\.jsonl:2: Unsupported model\./)
      expect(result).toMatchObject({ status: 'error', error: { kind: 'bad-request', message } })
    }
  })

  test('are not sent again after somebody cancelled them', async () => {
    const server = await serveBatches({ answer: () => 'unasked', end: () => 'cancelled' })
    const { results } = await askInBatches(['a'], { baseURL: server.baseURL, root: scratch() })
    expect(results).toMatchObject([
      { status: 'error', error: { message: expect.stringMatching(/cancelled/) } },
    ])
    expect(server.batches).toHaveLength(1)
  })

  test('wait, and go out in halves, where the server takes no more tokens', async () => {
    const full = { code: 'token_limit_exceeded', message: 'Enqueued token limit reached.' }
    const server = await serveBatches({
      answer: about,
      end: (batch) => (server.requestsOf(batch).length > 100 ? full : 'completed'),
    })
    const { results, said } = await askInBatches(texts(150), { baseURL: server.baseURL, root: scratch() })
    expect(results.map(textOf)).toEqual(texts(150).map((text) => `about ${text}`))
    expect(said.join('\n')).toMatch(/batch 1 waits: Enqueued token limit reached/)
    expect(
      server.batches.filter(({ status }) => status === 'completed').map(({ counts }) => counts.total),
    ).toEqual([75, 75])
  }, 60_000)

  test('survive refusals and faults of every step, and pay for one batch', async () => {
    const server = await serveBatches({
      answer: about,
      instead: ({ path, count }) => {
        if (path === '/batches/batch_1' && count === 2) return { status: 500 }
        return count === 1 ? { status: 429, headers: { 'retry-after': '0.01' } } : undefined
      },
    })
    const { results } = await askInBatches(texts(3), { baseURL: server.baseURL, root: scratch() })
    expect(results.map(textOf)).toEqual(texts(3).map((text) => `about ${text}`))
    expect(server.batches).toHaveLength(1)
  })

  test('find the batch again whose creation was never confirmed', async () => {
    const server = await serveBatches({
      answer: about,
      instead: ({ method, path, count }) =>
        method === 'POST' && path === '/batches' && count === 1 ? 'drop' : undefined,
    })
    const { results } = await askInBatches(texts(3), { baseURL: server.baseURL, root: scratch() })
    expect(results.every(({ status }) => status === 'ok')).toBe(true)
    expect(server.batches).toHaveLength(1)
  })

  test('say what is wrong with a server that offers no batches', async () => {
    const server = await serveBatches({
      instead: ({ path }) =>
        /^\/(files|batches)/.test(path)
          ? { status: 404, body: { error: { message: 'Not here.' } } }
          : undefined,
    })
    const root = scratch()
    const { results } = await askInBatches(['a'], { baseURL: server.baseURL, root })
    const message = expect.stringMatching(/^Not asked: http:.* offers no batches \(404\).*transport: 'batch'/)
    expect(results).toMatchObject([{ status: 'error', error: { kind: 'not-asked', message } }])
    expect(filesIn(root)).toEqual([])
  })

  test('of several suites do not mix', async () => {
    const server = await serveBatches({ answer: about })
    const root = scratch()
    const runs = ['a', 'b', 'c'].map((suite) =>
      askInBatches(
        texts(30).map((text) => `${suite} ${text}`),
        { baseURL: server.baseURL, root, suite },
      ),
    )
    const all = (await Promise.all(runs)).flatMap(({ results }) => results)
    expect(all.filter(({ status }) => status === 'ok')).toHaveLength(90)
    expect(server.batches).toHaveLength(3)
  })

  test('leave lines of no request aside', async () => {
    const server = await serveBatches({ answer: about, strangers: 2 })
    const { results, said } = await askInBatches(['a'], { baseURL: server.baseURL, root: scratch() })
    expect(results).toMatchObject([{ text: 'about a' }])
    expect(said.at(-1)).toMatch(/2 lines of the answers belong to no request/)
  })

  test('are counted by the budget of a run, which sends no more of them than it has', async () => {
    const server = await serveBatches({ answer: about })
    const budget = createRunBudget({ calls: 3 })
    const { results } = await askInBatches(texts(5), {
      ...{ baseURL: server.baseURL, root: scratch() },
      spending: spendOnBatch(budget, {}),
    })
    expect(server.requestsOf(1)).toHaveLength(3)
    expect(results.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'error', 'error'])
    expect(results[4]).toMatchObject({ error: { kind: 'budget' } })
  })
})
