import { messageOf } from '../../core/errors.ts'
import { addUsage, noUsage, type Usage } from '../../core/usage.ts'
import type { EmbedResult, ModelClient } from '../../model/client.ts'
import { backgroundDistance, unrelatedTexts } from '../clusters/background-distance.ts'
import { toUnit, type UnitVector } from '../clusters/vector.ts'
import { embedLexically } from './lexical-embedding.ts'

/** Texts in one call at most: bounds the answer, and lets calls overlap. */
const batchSize = 500

export interface Embedding {
  /** One per text, all of one length. */
  readonly vectors: readonly UnitVector[]
  /** How far apart unrelated texts are, in mean cosine distance. */
  readonly background: number
  /** Were they made without the embedder? */
  readonly local: boolean
  readonly usage: Usage
  readonly notes: readonly string[]
}

type Vectors = Omit<Embedding, 'background'>

export interface EmbedOptions {
  readonly model: ModelClient
  /** Make no call. */
  readonly local: boolean
  readonly signal?: AbortSignal | undefined
}

/** Embeds each distinct text once through the embedder or, when that fails or may not be asked, by words and n-grams. */
export async function embedTexts(texts: readonly string[], options: EmbedOptions): Promise<Embedding> {
  const wanted = [...new Set(texts)].sort()
  if (wanted.length === 0)
    return { vectors: [], background: 1, local: options.local, usage: noUsage, notes: [] }
  const { vectors, local, usage, notes } = await embedDistinct([...wanted, ...unrelatedTexts], options)
  const byText = new Map(wanted.map((text, row) => [text, vectors[row]]))
  const empty = new Float32Array(vectors[0]?.length ?? 0)
  return {
    vectors: texts.map((text) => byText.get(text) ?? empty),
    background: backgroundDistance(vectors.slice(wanted.length)),
    local,
    usage,
    notes,
  }
}

async function embedDistinct(texts: readonly string[], options: EmbedOptions): Promise<Vectors> {
  if (options.local) return { vectors: embedLocally(texts), local: true, usage: noUsage, notes: [] }
  const batches = Array.from({ length: Math.ceil(texts.length / batchSize) }, (_, batch) =>
    texts.slice(batch * batchSize, (batch + 1) * batchSize),
  )
  const replies = await Promise.all(batches.map((batch) => embedBatch(batch, options)))
  const usage = replies.reduce((sum, reply) => addUsage(sum, reply.usage), noUsage)
  const vectors = replies.flatMap((reply) => reply.vectors ?? [])
  const trouble = replies.find((reply) => reply.trouble !== undefined)?.trouble ?? uselessness(vectors)
  if (trouble === undefined) return { vectors, local: false, usage, notes: [] }
  const note = `Embeddings were made locally from words, since the embedder was of no use (${trouble}).`
  return { vectors: embedLocally(texts), local: true, usage, notes: [note] }
}

function embedLocally(texts: readonly string[]): UnitVector[] {
  const vectors = embedLexically(texts)
  // One by one in their places: thousands of vectors are not held twice.
  for (const [row, vector] of vectors.entries()) vectors[row] = toUnit(vector)
  return vectors
}

interface Batch {
  readonly vectors?: readonly UnitVector[]
  readonly usage: Usage
  readonly trouble?: string
}

async function embedBatch(texts: readonly string[], { model, signal }: EmbedOptions): Promise<Batch> {
  let reply: EmbedResult
  try {
    reply = await model.embed(texts, { signal })
  } catch (thrown) {
    return { usage: noUsage, trouble: messageOf(thrown) }
  }
  const { usage } = reply
  if (reply.status === 'error') return { usage, trouble: `${reply.error.kind}: ${reply.error.message}` }
  if (reply.vectors.length !== texts.length) {
    return { usage, trouble: `${reply.vectors.length} vectors for ${texts.length} texts` }
  }
  if (reply.vectors.some((vector) => !vector.every(Number.isFinite))) {
    return { usage, trouble: 'a vector with a member that is no number' }
  }
  return { usage, vectors: reply.vectors.map(toUnit) }
}

/** Why nothing can be compared by such vectors; `undefined` when it can. */
function uselessness(vectors: readonly UnitVector[]): string | undefined {
  const lengths = [...new Set(vectors.map((vector) => vector.length))]
  if (lengths.length > 1) return `vectors of different lengths, ${lengths.slice(0, 2).join(' and ')}`
  if (lengths[0] === 0) return 'vectors without members'
  const pointsSomewhere = vectors.some((vector) => vector.some((value) => value !== 0))
  return pointsSomewhere ? undefined : 'nothing but zeros'
}
