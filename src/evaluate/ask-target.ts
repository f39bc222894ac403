import { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { GenerateRequest, Message, ModelClient } from '../model/client.ts'
import { askFunction } from './ask-function.ts'
import type { AnswerSchema } from './confidence-schema.ts'
import type { EvaluationSpec } from './evaluation-spec.ts'
import type { TargetReply } from './target-reply.ts'

interface AskContext {
  readonly model: ModelClient
  readonly signal?: AbortSignal | undefined
  readonly trial?: number | undefined
}

/** Asks the spec's target function or, without one, the model with the prompt file's settings. */
export async function askTarget(
  messages: readonly Message[],
  item: Case,
  spec: EvaluationSpec,
  schema: AnswerSchema,
  context: AskContext,
): Promise<TargetReply> {
  if (spec.target) return askFunction(spec.target, messages, item, schema, context)
  return askModel(messages, spec, schema, context)
}

/** What the model is asked, with the prompt file's settings. */
export function targetRequest(
  messages: readonly Message[],
  { prompt, logprobs }: Pick<EvaluationSpec, 'prompt' | 'logprobs'>,
  { schema }: Pick<AnswerSchema, 'schema'>,
): GenerateRequest {
  const { model, temperature, topP, maxOutputTokens, reasoningEffort } = prompt.settings
  return {
    role: 'target',
    messages,
    model,
    temperature,
    topP,
    maxOutputTokens,
    reasoningEffort,
    ...(logprobs ? { logprobs } : {}),
    ...(schema ? { output: { name: 'answer', schema } } : {}),
  }
}

async function askModel(
  messages: readonly Message[],
  spec: EvaluationSpec,
  answer: AnswerSchema,
  context: AskContext,
): Promise<TargetReply> {
  const result = await context.model.generate(targetRequest(messages, spec, answer), {
    signal: context.signal,
  })
  if (result.status !== 'ok') return result
  const { text, logprobs, usage } = result
  try {
    return { status: 'ok', answer: answer.split(result.output), text, logprobs, usage }
  } catch (thrown) {
    // A client that does not check the range still gets no confidence of 7 past this point.
    if (!(thrown instanceof z.ZodError)) throw thrown
    return { status: 'failed', kind: 'malformed', text, reason: z.prettifyError(thrown), usage }
  }
}
