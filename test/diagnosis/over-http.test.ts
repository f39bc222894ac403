import { afterEach, expect, test } from 'vitest'
import type { CaseResult } from '../../src/core/case-result.ts'
import { diagnosisOptionsSchema, limitsSchema, modelsSchema } from '../../src/core/options.ts'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { createModelClient } from '../../src/model/create-model-client.ts'
import {
  type ApiRequest,
  type ApiServer,
  answerJson,
  apiError,
  embeddings,
  type Reply,
  startApiServer,
} from '../support/api-server.ts'
import { failedCase } from './failed-case.ts'

let server: ApiServer | undefined

afterEach(async () => {
  await server?.close()
  server = undefined
})

async function report(results: readonly CaseResult[], reply: (request: ApiRequest) => Reply) {
  server = await startApiServer(reply)
  const model = createModelClient({
    models: modelsSchema.parse({ target: { baseURL: server.baseURL, apiKey: 'k', api: 'responses' } }),
    limits: limitsSchema.parse({ retries: 0, concurrency: 4 }),
    env: {},
  })
  const options = diagnosisOptionsSchema.parse({})
  const made = await diagnose(results, computeMetrics(results), { model, promptText: 'p', options, seed: 1 })
  return { made, requests: server.requests }
}

const cases = Array.from({ length: 12 }, (_, n) => failedCase(`t${n}`))

test('critic and embedder are asked through the model client, and their tokens counted', async () => {
  const diagnosis = { label: 'reads only the first line', definition: 'd', why: 'w', basis: 'b' }
  const { made, requests } = await report(cases, (request) =>
    request.path === '/embeddings'
      ? embeddings(request)
      : answerJson({ diagnoses: [diagnosis], confidence: 'unknown' }, { usage: { input: 100, output: 7 } }),
  )
  expect(made.topics).toMatchObject([{ name: 'reads only the first line', diagnoses: 12, prevalence: 1 }])
  expect(made.notes).toEqual([])
  expect(made.usage.critic).toEqual({ calls: 12, inputTokens: 1_200, outputTokens: 84 })
  expect(made.usage.embedder?.calls).toBe(1)
  expect(requests.filter(({ path }) => path === '/embeddings')).toHaveLength(1)
})

test('a server that is down: few calls, topics from the results, notes that say so', async () => {
  const { made, requests } = await report(cases, () => apiError(500, 'out of order'))
  expect(made.topics).toMatchObject([{ name: 'expected billing, got login', diagnoses: 12 }])
  expect({ critiqued: made.critiqued, mechanical: made.mechanical }).toEqual({ critiqued: 0, mechanical: 12 })
  expect(made.notes.join('\n')).toMatch(/12 of 12 .*3 errors in a row/)
  const critiques = requests.filter(({ path }) => path !== '/embeddings')
  expect(critiques.length).toBeLessThanOrEqual(8)
})

test('answers of the wrong form cost one call each', async () => {
  const { made, requests } = await report(cases.slice(0, 5), (request) =>
    request.path === '/embeddings' ? embeddings(request) : answerJson({ verdict: 'bad' }),
  )
  expect(made.notes).toEqual([expect.stringContaining('5 of 5 failed cases (5 malformed)')])
  expect(requests.filter(({ path }) => path !== '/embeddings')).toHaveLength(5)
})
