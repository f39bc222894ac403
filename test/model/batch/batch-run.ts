import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { limitsSchema, modelsSchema } from '../../../src/core/options.ts'
import { openAnswerStore } from '../../../src/model/answers/answer-store.ts'
import { cacheAnswers } from '../../../src/model/answers/cache-answers.ts'
import { createProviderOf } from '../../../src/model/answers/provider-of.ts'
import type { BatchLimits } from '../../../src/model/batch/batch-limits.ts'
import { openBatches } from '../../../src/model/batch/open-batches.ts'
import type { BatchSpending } from '../../../src/model/batch/spend-on-batch.ts'
import type { GenerateRequest, GenerateResult } from '../../../src/model/client.ts'
import { createModelClient } from '../../../src/model/create-model-client.ts'
import { resolveConnection } from '../../../src/model/resolve-connection.ts'

export interface RunOptions {
  readonly baseURL: string
  readonly suite?: string
  readonly root: string
  readonly limits?: BatchLimits
  readonly schema?: z.ZodType
  readonly logprobs?: true
  readonly api?: 'chat' | 'responses'
  readonly signal?: AbortSignal
  readonly retries?: number
  readonly mayKeep?: boolean
  readonly spending?: BatchSpending
  readonly renew?: boolean
  /** Ends before the answers are made use of, as a killed process does. */
  readonly unsettled?: boolean
}

/** Asks all of these through batches, as a suite does: the answers by their texts, and what was said meanwhile. */
export async function askInBatches(
  texts: readonly (string | { text: string; trial: number })[],
  options: RunOptions,
): Promise<{ results: GenerateResult[]; said: string[] }> {
  const {
    baseURL,
    root,
    schema,
    api,
    retries = 3,
    mayKeep = true,
    renew = false,
    suite = 'tickets',
  } = options
  const models = modelsSchema.parse({ target: { baseURL, apiKey: 'key-of-tests', ...(api ? { api } : {}) } })
  const limits = limitsSchema.parse({ retries: 0 })
  const store = openAnswerStore(join(root, 'cache'), { maxBytes: 100_000_000, growing: true, renew })
  const keeper = { store, mayKeep: () => mayKeep }
  const door = createModelClient({ models, limits, env: {} })
  const output = schema && { name: 'answer', schema }
  const batches = openBatches({
    ...{
      suite,
      folder: join(root, 'batches'),
      keeper,
      output,
      model: door,
      retries,
      timeout: 5_000,
    },
    connection: resolveConnection('target', models, {}, undefined),
    adopt: !renew,
    limits: options.limits,
    firstLook: 10,
    spending: options.spending,
  })
  const providerOf = createProviderOf(models, undefined, {})
  const model = batches.above(cacheAnswers({ model: batches.below(door), ...keeper, providerOf }))
  const calls = texts.map((one) => (typeof one === 'string' ? { text: one, trial: 0 } : one))
  const requestOf = (text: string): GenerateRequest => ({
    role: 'target',
    messages: [{ role: 'user', content: text }],
    model: 'gpt-4.1',
    output,
    logprobs: options.logprobs,
  })
  const said: string[] = []
  const signal = options.signal ?? new AbortController().signal
  await batches.fill(
    async () => {
      for (const { text, trial } of calls)
        await model.generate(requestOf(text), { trial, mayAsk: () => false })
    },
    { signal, say: (text) => said.push(text) },
  )
  if (options.unsettled || signal.aborted) {
    store.close()
    return { results: [], said }
  }
  const results: GenerateResult[] = []
  for (const { text, trial } of calls) results.push(await model.generate(requestOf(text), { trial }))
  batches.settle()
  store.close()
  return { results, said }
}

export function filesIn(root: string): string[] {
  return readdirSync(join(root, 'batches')).filter((name) => name !== '.gitignore')
}

/** The text that a request of a batch asks about. */
export function askedText(body: unknown): string {
  return /"content":"([^"]*)"/.exec(JSON.stringify(body))?.[1] ?? ''
}

export const texts = (count: number) => Array.from({ length: count }, (_, index) => `ticket ${index}`)
