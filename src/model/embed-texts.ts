import { isRecord } from '../core/json.ts'
import { addUsage, noUsage } from '../core/usage.ts'
import { estimateUsage, recordsOf, usageOf } from './api-adapter.ts'
import { type CallTarget, notAnAnswer } from './call-failure.ts'
import type { EmbedResult } from './client.ts'
import type { OpenConnection } from './open-connection.ts'
import { post } from './post.ts'
import { type Attempt, type RetryContext, withRetries } from './with-retries.ts'

const batchSize = 256
/** A request may hold 300,000 tokens at OpenAI; a character is rarely more than one. */
const batchCharacters = 250_000

type Batch = Extract<EmbedResult, { status: 'ok' }>

/** The vectors of texts, in their order, asked for in batches that run at the same time. */
export async function embedTexts(
  connection: OpenConnection,
  model: string,
  texts: readonly string[],
  context: RetryContext & { readonly timeout: number },
): Promise<EmbedResult> {
  const target: CallTarget = { connection, model, path: '/embeddings', timeout: context.timeout }
  await connection.client()
  const batches = await Promise.all(
    batchesOf(texts).map((batch) =>
      withRetries(
        async (): Promise<Attempt<Batch>> => {
          // The API refuses an empty text.
          const input = batch.map((text) => (text === '' ? ' ' : text))
          const posted = await post(
            connection,
            target,
            { model, input, encoding_format: 'float' },
            context.signal,
          )
          if (!posted.ok) return posted
          const read = readVectors(posted.body, input.length)
          if (!read) return { ok: false, failure: notAnAnswer(target, posted.body) }
          const value = { ...read, usage: estimateUsage(read.usage, charactersOf(batch), 0) }
          return { ok: true, value, usage: value.usage, signs: posted.signs }
        },
        () => charactersOf(batch) / 4,
        context,
      ),
    ),
  )
  const answered = batches.flatMap((batch) => (batch.ok ? [batch.value] : []))
  const usage = answered.reduce((sum, batch) => addUsage(sum, batch.usage), noUsage)
  const failed = batches.find((batch) => !batch.ok)
  if (failed && !failed.ok) return { status: 'error', error: failed.failure.error, usage }
  return { status: 'ok', vectors: answered.flatMap(({ vectors }) => vectors), usage }
}

function charactersOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0)
}

function batchesOf(texts: readonly string[]): string[][] {
  const batches: string[][] = []
  let characters = 0
  for (const text of texts) {
    const last = batches.at(-1)
    if (last && last.length < batchSize && characters + text.length <= batchCharacters) {
      last.push(text)
      characters += text.length
    } else {
      batches.push([text])
      characters = text.length
    }
  }
  return batches
}

/** `undefined`: not one vector of numbers for each input. */
function readVectors(body: unknown, count: number): Batch | undefined {
  if (!isRecord(body)) return undefined
  const vectors: (readonly number[])[] = []
  for (const [position, { index, embedding }] of recordsOf(body.data).entries()) {
    if (!isVector(embedding)) return undefined
    vectors[typeof index === 'number' ? index : position] = embedding
  }
  const complete = vectors.length === count && Array.from(vectors).every((vector) => vector !== undefined)
  return complete
    ? { status: 'ok', vectors, usage: usageOf(body.usage, 'prompt_tokens', 'completion_tokens') }
    : undefined
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => Number.isFinite(part))
}
