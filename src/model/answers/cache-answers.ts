import { z } from 'zod'
import { hashText } from '../../core/canonical-hash.ts'
import { type JsonValue, jsonSchema } from '../../core/json.ts'
import { type Amount, addUsage, type ModelRole, noUsage, type Usage } from '../../core/usage.ts'
import type { CallOptions, EmbedResult, GenerateRequest, GenerateResult, ModelClient } from '../client.ts'
import { askedModel } from '../model-names.ts'
import { keepAnswer, recallAnswer } from './answer-record.ts'
import type { AnswerStore } from './answer-store.ts'
import { questionText } from './question.ts'
import { shareUsage } from './share-usage.ts'
import { createTurns } from './turns.ts'
import { keepVector, recallVector } from './vector-record.ts'

export interface CacheAnswersOptions {
  readonly model: ModelClient
  readonly store: AnswerStore
  /** Whose servers a role asks; `undefined` where its answers are not to be kept. */
  readonly providerOf: (role: ModelRole) => string | undefined
  /** May this stand on disk as it is? */
  readonly mayKeep: (role: ModelRole, answer: JsonValue) => boolean
}

const entrySchema = z.strictObject({
  /** Calls, tokens in, tokens out. */
  usage: z.tuple([z.number(), z.number(), z.number()]),
  answer: jsonSchema,
})

/** Of another number, nothing is found any more: to be raised when the same request is written differently. */
const version = 1

/** Answers that are kept though they are of no use; the others may come out better the next time, or were cut by a limit. */
const keptFailures: ReadonlySet<string> = new Set(['malformed', 'refusal'])

/**
 * Answers from the store what was asked before, in this process or in an earlier one, by everything that can change an answer:
 * messages, model, settings, schema, tools, whose server, and which trial it is. A new answer is in the store before it is given out.
 * An answer from the store costs nothing; its usage says what it had cost under `cached`.
 */
export function cacheAnswers({ model, store, providerOf, mayKeep }: CacheAnswersOptions): ModelClient {
  const inTurn = createTurns()

  const keyOf = (question: readonly string[], { trial = 0 }: CallOptions) =>
    hashText(JSON.stringify([version, trial, ...question]))

  const keep = (key: string, { calls, inputTokens, outputTokens }: Usage, answer: JsonValue) =>
    store.put(key, { usage: [calls, inputTokens, outputTokens], answer })

  const find = (key: string) => entrySchema.safeParse(store.find(key)).data

  const keyOfRequest = (request: GenerateRequest, options: CallOptions, provider: string) =>
    keyOf(['generate', provider, askedModel(request, model), questionText(request)], options)

  async function generate(
    request: GenerateRequest,
    options: CallOptions,
    provider: string,
  ): Promise<GenerateResult> {
    const key = keyOfRequest(request, options, provider)
    const known = () => {
      const entry = find(key)
      return entry && recallAnswer(entry.answer, request, () => saved(entry.usage))
    }
    return inTurn<GenerateResult>([key], known, async () => {
      const result = await model.generate(request, options)
      if (result.status === 'failed' && !keptFailures.has(result.kind)) return result
      const answer = keepAnswer(result)
      if (answer !== undefined && mayKeep(request.role, answer)) keep(key, result.usage, answer)
      return result
    })
  }

  async function embed(
    texts: readonly string[],
    options: CallOptions,
    provider: string,
  ): Promise<EmbedResult> {
    const name = model.modelName('embedder')
    const keys = new Map(texts.map((text) => [text, keyOf(['embed', provider, name, text], options)]))
    return inTurn<EmbedResult>(
      [...keys.values()],
      () => undefined,
      async () => {
        const vectors = new Map<string, readonly number[]>()
        let usage = noUsage
        for (const [text, key] of keys) {
          const entry = find(key)
          const vector = entry && recallVector(entry.answer)
          if (!vector) continue
          vectors.set(text, vector)
          usage = addUsage(usage, saved(entry.usage))
        }
        const missing = [...keys.keys()].filter((text) => !vectors.has(text))
        if (missing.length > 0) {
          const result = await model.embed(missing, options)
          usage = addUsage(usage, result.usage)
          if (result.status === 'error') return { ...result, usage }
          if (result.vectors.length !== missing.length) return result
          const shared = shareUsage(result.usage, missing)
          for (const [row, text] of missing.entries()) {
            const answer = keepVector(result.vectors[row] ?? [])
            keep(keys.get(text) ?? '', shared[row] ?? noUsage, answer)
            // As it will come back from the store.
            vectors.set(text, recallVector(answer) ?? [])
          }
        }
        return { status: 'ok', vectors: texts.map((text) => vectors.get(text) ?? []), usage }
      },
    )
  }

  return {
    async generate(request, options = {}) {
      const provider = providerOf(request.role)
      return provider === undefined ? model.generate(request, options) : generate(request, options, provider)
    },
    async embed(texts, options = {}) {
      const provider = providerOf('embedder')
      return provider === undefined ? model.embed(texts, options) : embed(texts, options, provider)
    },
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    holds(request, options = {}) {
      const provider = providerOf(request.role)
      return provider !== undefined && store.has(keyOfRequest(request, options, provider))
    },
    get simulated() {
      return model.simulated
    },
  }
}

function saved([calls, inputTokens, outputTokens]: readonly [number, number, number]): Usage {
  const cached: Amount = { calls, inputTokens, outputTokens }
  return { ...noUsage, cached }
}
