import { z } from 'zod'
import { formatFailureKinds } from '../../core/case-result.ts'
import { type JsonValue, toJson } from '../../core/json.ts'
import type { Usage } from '../../core/usage.ts'
import type { GenerateRequest, GenerateResult, Message } from '../client.ts'
import { answerLogprobsSchema } from '../logprobs/text-logprobs.ts'
import { requestedOutput } from '../requested-output.ts'
import { toResult } from '../to-result.ts'

const itemsSchema = z.array(z.unknown()).optional()

const usableSchema = z.strictObject({
  text: z.string(),
  toolCalls: z.array(z.strictObject({ id: z.string(), name: z.string(), arguments: z.string() })).optional(),
  logprobs: answerLogprobsSchema.optional(),
  items: itemsSchema,
})

const failedSchema = z.strictObject({
  failed: z.enum(formatFailureKinds),
  text: z.string(),
  reason: z.string(),
  /** Does the dialogue go on from this answer? */
  turn: z.boolean().optional(),
  logprobs: answerLogprobsSchema.optional(),
  items: itemsSchema,
})

const recordSchema = z.union([usableSchema, failedSchema])

/** A model's answer as it is kept, without what follows from it; nothing of an error, which is no answer. */
export function keepAnswer(result: GenerateResult): JsonValue | undefined {
  if (result.status === 'error') return undefined
  const { text, message, logprobs } = result
  const items = message?.role === 'assistant' ? message.items : undefined
  if (result.status === 'failed') {
    const { kind: failed, reason } = result
    return toJson({ failed, text, reason, turn: message ? true : undefined, logprobs, items })
  }
  const { toolCalls } = result
  return toJson({ text, toolCalls: toolCalls.length > 0 ? toolCalls : undefined, logprobs, items })
}

/** The result again: the text is parsed anew, since a parsed output need not be JSON, and a schema may check it otherwise by now. */
export function recallAnswer(
  answer: unknown,
  request: Pick<GenerateRequest, 'role' | 'output'>,
  usage: () => Usage,
): Promise<GenerateResult> | undefined {
  const { data } = recordSchema.safeParse(answer)
  if (!data) return undefined
  const { text, items, logprobs } = data
  const turn = items ? { items } : {}
  if ('failed' in data && !(data.failed === 'malformed' && request.output)) {
    const { failed: kind, reason } = data
    const message: Message = { role: 'assistant', content: text, ...turn }
    return Promise.resolve({
      status: 'failed',
      kind,
      text,
      reason,
      ...(data.turn ? { message } : {}),
      ...(logprobs ? { logprobs } : {}),
      usage: usage(),
    })
  }
  return toResult(
    { text, toolCalls: ('toolCalls' in data && data.toolCalls) || [], ...turn, logprobs, usage: usage() },
    requestedOutput(request),
  )
}
