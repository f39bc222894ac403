import { z } from 'zod'
import { retuneError } from '../core/errors.ts'
import type { Conversation, Turn } from './conversation.ts'
import { contentSchema, readBody, readContent } from './read-content.ts'

const messageItem = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: contentSchema,
})
const outputItem = z.looseObject({ type: z.literal('function_call_output'), output: contentSchema })
const otherItem = z.looseObject({ type: z.enum(['function_call', 'reasoning']) })

const responsesSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.union([outputItem, otherItem, messageItem])).min(1)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  previous_response_id: z.string().nullish(),
  include: z.array(z.string()).nullish(),
  top_logprobs: z.number().nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  text: z
    .looseObject({
      format: z
        .union([
          z.looseObject({
            type: z.literal('json_schema'),
            name: z.string(),
            schema: z.record(z.string(), z.unknown()),
          }),
          z.looseObject({ type: z.enum(['text', 'json_object']) }),
        ])
        .nullish(),
    })
    .nullish(),
  tools: z.array(z.looseObject({ type: z.literal('function'), name: z.string() })).nullish(),
  tool_choice: z
    .union([
      z.enum(['auto', 'required', 'none']),
      z.looseObject({ type: z.literal('function'), name: z.string() }),
    ])
    .nullish(),
})

const formatSchema = z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) })

type Item = z.output<typeof messageItem> | z.output<typeof outputItem> | z.output<typeof otherItem>

function readItem(item: Item): Turn {
  const message = messageItem.safeParse(item)
  if (message.success) return { role: message.data.role, text: readContent(message.data.content) }
  const output = outputItem.safeParse(item)
  return output.success
    ? { role: 'tool', text: readContent(output.data.output) }
    : { role: 'assistant', text: '' }
}

/** Reads the body of `POST /v1/responses`. */
export function readResponses(body: unknown): Conversation {
  const request = readBody(responsesSchema, body)
  if (request.stream) throw retuneError('EMBEDDED_CANNOT', { what: 'stream' })
  if (request.previous_response_id)
    throw retuneError('EMBEDDED_CANNOT', { what: 'continue a stored response' })
  if (request.top_logprobs) throw retuneError('EMBEDDED_CANNOT', { what: 'tell other tokens (top_logprobs)' })
  const format = request.text?.format
  if (format?.type === 'json_object')
    throw retuneError('EMBEDDED_CANNOT', { what: 'answer in JSON without a schema' })
  const instructions: Turn[] = request.instructions ? [{ role: 'system', text: request.instructions }] : []
  const input: Turn[] =
    typeof request.input === 'string' ? [{ role: 'user', text: request.input }] : request.input.map(readItem)
  const choice = request.tool_choice ?? 'auto'
  return {
    model: request.model,
    turns: [...instructions, ...input],
    ...(format?.type === 'json_schema' ? { output: readBody(formatSchema, format) } : {}),
    tools: (request.tools ?? []).map(({ name }) => name),
    toolChoice: typeof choice === 'string' ? choice : choice.name,
    ...(request.max_output_tokens ? { maxOutputTokens: request.max_output_tokens } : {}),
    ...(request.include?.includes('message.output_text.logprobs') ? { logprobs: true } : {}),
  }
}
