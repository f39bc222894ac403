import type { Conversation, Reply } from './conversation.ts'
import { writeToken } from './token-logprobs.ts'
import { inputTokens, outputTokens } from './tokens.ts'

function choice(reply: Reply, id: string) {
  const shared = { index: 0, logprobs: null }
  switch (reply.kind) {
    case 'text':
      return {
        ...shared,
        ...(reply.tokens ? { logprobs: { content: reply.tokens.map(writeToken), refusal: null } } : {}),
        message: { role: 'assistant', content: reply.text, refusal: null, annotations: [] },
        finish_reason: reply.finish,
      }
    case 'refusal':
      return {
        ...shared,
        message: { role: 'assistant', content: null, refusal: reply.refusal, annotations: [] },
        finish_reason: 'stop',
      }
    case 'tool-call':
      return {
        ...shared,
        message: {
          role: 'assistant',
          content: null,
          refusal: null,
          annotations: [],
          tool_calls: [{ id: `call_${id}`, type: 'function', function: reply.call }],
        },
        finish_reason: 'tool_calls',
      }
  }
}

/** A `chat.completion` object; `id` is the hash of the request. */
export function writeChat(request: Conversation, reply: Reply, id: string) {
  const prompt = inputTokens(request)
  const completion = outputTokens(reply)
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: 0,
    model: request.model,
    choices: [choice(reply, id)],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: 'default',
    system_fingerprint: null,
  }
}
