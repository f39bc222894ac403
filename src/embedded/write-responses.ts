import type { Conversation, Reply } from './conversation.ts'
import { writeToken } from './token-logprobs.ts'
import { inputTokens, outputTokens } from './tokens.ts'

function incompleteReason(reply: Reply): 'max_output_tokens' | 'content_filter' | undefined {
  if (reply.kind !== 'text' || reply.finish === 'stop') return undefined
  return reply.finish === 'length' ? 'max_output_tokens' : 'content_filter'
}

function outputItems(reply: Reply, id: string, status: string) {
  if (reply.kind === 'tool-call') {
    return [
      { type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, ...reply.call, status: 'completed' },
    ]
  }
  if (reply.kind === 'text' && reply.text === '') return []
  const part =
    reply.kind === 'refusal'
      ? { type: 'refusal', refusal: reply.refusal }
      : {
          type: 'output_text',
          text: reply.text,
          annotations: [],
          logprobs: reply.tokens?.map(writeToken) ?? [],
        }
  return [{ type: 'message', id: `msg_${id}`, role: 'assistant', status, content: [part] }]
}

/** A `response` object; `id` is the hash of the request. An empty text has no output item. */
export function writeResponse(request: Conversation, reply: Reply, id: string) {
  const reason = incompleteReason(reply)
  const status = reason ? 'incomplete' : 'completed'
  const input = inputTokens(request)
  const output = outputTokens(reply)
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: 0,
    completed_at: reason ? null : 0,
    status,
    error: null,
    incomplete_details: reason ? { reason } : null,
    instructions: null,
    max_output_tokens: request.maxOutputTokens ?? null,
    metadata: {},
    model: request.model,
    output: outputItems(reply, id, status),
    parallel_tool_calls: false,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: false,
    temperature: 0,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  }
}
