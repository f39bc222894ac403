import { z } from 'zod'
import { retuneError } from '../core/errors.ts'
import type { Conversation, Turn } from './conversation.ts'
import { contentSchema, readBody, readContent } from './read-content.ts'

const chatSchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content: contentSchema,
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  n: z.number().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  response_format: z
    .union([
      z.looseObject({
        type: z.literal('json_schema'),
        json_schema: z.looseObject({ name: z.string(), schema: z.record(z.string(), z.unknown()) }),
      }),
      z.looseObject({ type: z.enum(['text', 'json_object']) }),
    ])
    .nullish(),
  tools: z
    .array(z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }))
    .nullish(),
  tool_choice: z
    .union([
      z.enum(['auto', 'required', 'none']),
      z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
    ])
    .nullish(),
})

/** Reads the body of `POST /v1/chat/completions`. */
export function readChat(body: unknown): Conversation {
  const request = readBody(chatSchema, body)
  if (request.stream) throw retuneError('EMBEDDED_CANNOT', { what: 'stream' })
  if ((request.n ?? 1) > 1) throw retuneError('EMBEDDED_CANNOT', { what: 'give more than one answer (n)' })
  if (request.top_logprobs) throw retuneError('EMBEDDED_CANNOT', { what: 'tell other tokens (top_logprobs)' })
  const format = request.response_format
  if (format?.type === 'json_object')
    throw retuneError('EMBEDDED_CANNOT', { what: 'answer in JSON without a schema' })
  const turns: Turn[] = request.messages.map(({ role, content }) => ({ role, text: readContent(content) }))
  const choice = request.tool_choice ?? 'auto'
  const limit = request.max_completion_tokens ?? request.max_tokens
  return {
    model: request.model,
    turns,
    ...(format?.type === 'json_schema' && 'json_schema' in format
      ? { output: readFormat(format.json_schema) }
      : {}),
    tools: (request.tools ?? []).map((tool) => tool.function.name),
    toolChoice: typeof choice === 'string' ? choice : choice.function.name,
    ...(limit ? { maxOutputTokens: limit } : {}),
    ...(request.logprobs ? { logprobs: true } : {}),
  }
}

const formatSchema = z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) })

function readFormat(format: unknown) {
  return readBody(formatSchema, format)
}
