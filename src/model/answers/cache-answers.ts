import { z } from 'zod'
import { type Amount, addUsage, type ModelRole, noUsage, type Usage } from '../../core/usage.ts'
import type { CallOptions, EmbedResult, GenerateRequest, GenerateResult, ModelClient } from '../client.ts'
import { askedModel } from '../model-names.ts'
import { answerKey, vectorKey } from './answer-key.ts'
import { recallAnswer } from './answer-record.ts'
import { type AnswerKeeper, keepResult, putAnswer } from './keep-result.ts'
import { shareUsage } from './share-usage.ts'
import { createTurns } from './turns.ts'
import { keepVector, recallVector } from './vector-record.ts'

export interface CacheAnswersOptions extends AnswerKeeper {
  readonly model: ModelClient
  /** Whose servers a role asks; `undefined` where its answers are not to be kept. */
  readonly providerOf: (role: ModelRole) => string | undefined
}

const entrySchema = z.strictObject({
  /** Calls, tokens in, tokens out. */
  usage: z.tuple([z.number(), z.number(), z.number()]),
  /** Checked where it is made use of. */
  answer: z.unknown(),
})

/**
 * Answers from the store what was asked before, in this process or in an earlier one, by everything that can change an answer:
 * messages, model, settings, schema, tools, whose server, and which trial it is. A new answer is in the store before it is given out.
 * An answer from the store costs nothing; its usage says what it had cost under `cached`.
 */
export function cacheAnswers({ model, store, providerOf, mayKeep }: CacheAnswersOptions): ModelClient {
  const inTurn = createTurns()

  const find = (key: string) => {
    const entry = store.find(key)
    // Most are not there in a first run, and an error of zod is dear.
    return entry === undefined ? undefined : entrySchema.safeParse(entry).data
  }

  const keyOfRequest = (request: GenerateRequest, options: CallOptions, provider: string) =>
    answerKey(request, { provider, model: askedModel(request, model), trial: options.trial })

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
      keepResult({ store, mayKeep }, { key, role: request.role, result })
      return result
    })
  }

  async function embed(
    texts: readonly string[],
    options: CallOptions,
    provider: string,
  ): Promise<EmbedResult> {
    const asked = { provider, model: model.modelName('embedder'), trial: options.trial }
    const keys = new Map(texts.map((text) => [text, vectorKey(text, asked)]))
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
            putAnswer(store, keys.get(text) ?? '', shared[row] ?? noUsage, answer)
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
