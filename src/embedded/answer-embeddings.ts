import { z } from 'zod'
import { retuneError } from '../core/errors.ts'
import { defaultDimensions, embedText } from './embed-text.ts'
import { readBody } from './read-content.ts'
import { countTokens } from './tokens.ts'

const embeddingsSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.union([z.string(), z.number(), z.array(z.number())])).min(1)]),
  dimensions: z.int().min(1).max(4_096).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
})

export interface EmbeddingsRequest {
  readonly model: string
  readonly texts: readonly string[]
  readonly dimensions: number
  readonly base64: boolean
}

/** Reads the body of `POST /v1/embeddings`; token arrays are refused, since there is no tokenizer to undo. */
export function readEmbeddings(body: unknown): EmbeddingsRequest {
  const request = readBody(embeddingsSchema, body)
  const texts = [request.input].flat().map((item) => {
    if (typeof item !== 'string') throw retuneError('EMBEDDED_CANNOT', { what: 'embed token numbers' })
    return item
  })
  return {
    model: request.model,
    texts,
    dimensions: request.dimensions ?? defaultDimensions,
    base64: request.encoding_format === 'base64',
  }
}

/** A `list` of embeddings; base64 holds little-endian 32-bit floats, as the client asks for by default. */
export function writeEmbeddings({ model, texts, dimensions, base64 }: EmbeddingsRequest) {
  const tokens = countTokens(texts.join(''))
  return {
    object: 'list',
    data: texts.map((text, index) => {
      const vector = embedText(text, dimensions)
      const embedding = base64 ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector
      return { object: 'embedding', index, embedding }
    }),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }
}
