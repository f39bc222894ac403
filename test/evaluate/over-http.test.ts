import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../src/core/case.ts'
import { limitsSchema, modelsSchema } from '../../src/core/options.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { evaluateCases } from '../../src/evaluate/evaluate-cases.ts'
import { createModelClient } from '../../src/model/create-model-client.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import {
  type ApiRequest,
  type ApiServer,
  answer,
  answerJson,
  apiError,
  type Reply,
  refuse,
  startApiServer,
} from '../support/api-server.ts'

let server: ApiServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

const replies: Record<string, Reply> = {
  right: answerJson({ queue: 'billing', confidence: 0.9 }),
  wrong: answerJson({ queue: 'login', confidence: 0.8 }),
  sure: answerJson({ queue: 'billing', confidence: 1.5 }),
  unsure: answerJson({ queue: 'billing' }),
  prose: answer('It goes to billing.'),
  cut: answer('{"queue":', { finish: 'length' }),
  refused: refuse('I cannot help with that.'),
  down: apiError(500, 'out of order'),
}

test.each(['responses', 'chat'] as const)('each kind of answer over %s gets its verdict', async (api) => {
  const script = ({ body }: ApiRequest): Reply => {
    const id = /case=(\w+)/.exec(JSON.stringify(body))?.[1] ?? ''
    return replies[id] ?? apiError(404, `no reply for ${id}`)
  }
  server = await startApiServer(script)
  const model = createModelClient({
    models: modelsSchema.parse({ target: { baseURL: server.baseURL, apiKey: 'k', api } }),
    limits: limitsSchema.parse({ retries: 0 }),
    env: {},
  })
  const cases = Object.keys(replies).map(
    (id): Case => ({ id, input: { ticket: `case=${id}` }, expected: 'billing', tags: [], critical: false }),
  )
  const output = z.object({ queue: z.enum(['billing', 'login']) })
  const results = await evaluateCases(
    cases,
    {
      prompt: parsePrompt('Route {{ticket}}', 'p.prompt.md'),
      scorers: [
        ({ output: given, expected }) => JSON.stringify(given) === JSON.stringify({ queue: expected }),
      ],
      output,
      confidence: true,
      threshold: 0.5,
    },
    { model },
  )
  expect(results.map(({ id, verdict, kind, error }) => [id, verdict, kind ?? error?.kind])).toEqual([
    ['right', 'passed', undefined],
    ['wrong', 'failed', 'wrong'],
    ['sure', 'failed', 'malformed'],
    ['unsure', 'failed', 'malformed'],
    ['prose', 'failed', 'malformed'],
    ['cut', 'failed', 'length'],
    ['refused', 'failed', 'refusal'],
    ['down', 'error', 'server'],
  ])
  expect(results[0]).toMatchObject({ output: { queue: 'billing' }, confidence: 0.9 })
  expect(results[4]).toMatchObject({ text: 'It goes to billing.', reason: expect.any(String) })
  const metrics = computeMetrics(results)
  expect(metrics).toMatchObject({ cases: 8, passed: 1, failed: 6, errored: 1 })
  expect(metrics.formatErrorRate).toBeCloseTo(5 / 7, 10)
  expect(metrics.brier).toBeCloseTo((0.01 + 0.64) / 2, 10)
  expect(metrics.usage.target?.calls).toBe(7)
})
