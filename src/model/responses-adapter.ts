import { isRecord } from '../core/json.ts'
import {
  type ApiAdapter,
  argumentsOf,
  type ModelRequest,
  type Reading,
  recordsOf,
  textOf,
  usageOf,
  withoutUndefined,
} from './api-adapter.ts'
import type { Message } from './client.ts'

/** `POST /responses` */
export const responsesAdapter: ApiAdapter = { path: '/responses', write, read }

function write(request: ModelRequest): Record<string, unknown> {
  const { model, messages, output, tools, toolChoice, temperature, topP, maxOutputTokens, reasoningEffort } =
    request
  return withoutUndefined({
    model,
    input: messages.flatMap(inputItems),
    temperature,
    top_p: topP,
    max_output_tokens: maxOutputTokens,
    reasoning: reasoningEffort === undefined ? undefined : { effort: reasoningEffort },
    text: output ? { format: { type: 'json_schema', ...output } } : undefined,
    tools: tools.length > 0 ? tools.map((tool) => ({ type: 'function', ...tool })) : undefined,
    tool_choice: tools.length > 0 ? toolChoice : undefined,
    store: request.reasoning ? false : undefined,
    include: included(request),
  })
}

function included({ reasoning, logprobs }: ModelRequest): string[] | undefined {
  const members = [
    // So that the reasoning can be sent back in the next turn; other models refuse it.
    ...(reasoning ? ['reasoning.encrypted_content'] : []),
    ...(logprobs ? ['message.output_text.logprobs'] : []),
  ]
  return members.length > 0 ? members : undefined
}

function inputItems(message: Message): unknown[] {
  if (message.role === 'tool') {
    return [{ type: 'function_call_output', call_id: message.toolCallId, output: message.content }]
  }
  if (message.role !== 'assistant') return [{ role: message.role, content: message.content }]
  if (message.items) return [...message.items]
  return [
    ...(message.content === '' ? [] : [{ role: 'assistant', content: message.content }]),
    ...(message.toolCalls ?? []).map((call) => ({
      type: 'function_call',
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
    })),
  ]
}

function read(body: unknown): Reading | undefined {
  if (!isRecord(body) || !Array.isArray(body.output)) return undefined
  const items = recordsOf(body.output)
  const parts = items.filter(({ type }) => type === 'message').flatMap(({ content }) => recordsOf(content))
  const texts = parts.filter(({ type }) => type === 'output_text')
  const refusals = parts.filter(({ type }) => type === 'refusal').map(({ refusal }) => textOf(refusal))
  return {
    text: texts.map(({ text }) => textOf(text)).join(''),
    toolCalls: items
      .filter(({ type }) => type === 'function_call')
      .map((call) => ({
        id: textOf(call.call_id),
        name: textOf(call.name),
        arguments: argumentsOf(call.arguments),
      })),
    refusal: refusals.length > 0 ? refusals.join('\n') : undefined,
    stopped: stopOf(body),
    error: errorOf(body),
    items: items.map(withoutTokens),
    tokens: texts.flatMap(({ logprobs }) => recordsOf(logprobs)),
    usage: usageOf(body.usage, 'input_tokens', 'output_tokens'),
  }
}

/** An item as it is kept and sent back: its tokens would be many times its text. */
function withoutTokens(item: Record<string, unknown>): Record<string, unknown> {
  const content = recordsOf(item.content)
  if (!content.some(({ logprobs }) => recordsOf(logprobs).length > 0)) return item
  return { ...item, content: content.map((part) => ('logprobs' in part ? { ...part, logprobs: [] } : part)) }
}

function stopOf(body: Record<string, unknown>): Reading['stopped'] {
  if (body.status !== 'incomplete') return undefined
  const reason = isRecord(body.incomplete_details) ? body.incomplete_details.reason : undefined
  return reason === 'content_filter' ? 'content-filter' : 'length'
}

function errorOf(body: Record<string, unknown>): Reading['error'] {
  if (isRecord(body.error)) {
    return { code: textOf(body.error.code), message: textOf(body.error.message) }
  }
  const { status } = body
  if (status !== 'failed' && status !== 'cancelled') return undefined
  return { code: 'server_error', message: `the response is ${status}` }
}
