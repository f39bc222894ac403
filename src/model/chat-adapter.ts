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

/** `POST /chat/completions` */
export const chatAdapter: ApiAdapter = { path: '/chat/completions', write, read }

function write(request: ModelRequest): Record<string, unknown> {
  const { model, messages, output, tools, toolChoice, temperature, topP, maxOutputTokens, reasoningEffort } =
    request
  // OpenAI's newer models refuse `max_tokens`; many other servers know nothing else.
  const limit = request.openAI || request.reasoning ? 'max_completion_tokens' : 'max_tokens'
  return withoutUndefined({
    model,
    messages: messages.map(chatMessage),
    temperature,
    top_p: topP,
    [limit]: maxOutputTokens,
    reasoning_effort: reasoningEffort,
    response_format: output ? { type: 'json_schema', json_schema: output } : undefined,
    tools: tools.length > 0 ? tools.map((tool) => ({ type: 'function', function: tool })) : undefined,
    tool_choice: tools.length > 0 ? toolChoice : undefined,
    logprobs: request.logprobs || undefined,
  })
}

function chatMessage(message: Message): Record<string, unknown> {
  if (message.role === 'tool') {
    return { role: 'tool', tool_call_id: message.toolCallId, content: message.content }
  }
  if (message.role !== 'assistant' || !message.toolCalls || message.toolCalls.length === 0) {
    return { role: message.role, content: message.content }
  }
  return {
    role: 'assistant',
    content: message.content === '' ? null : message.content,
    tool_calls: message.toolCalls.map((call) => ({
      id: call.id,
      type: 'function',
      // Some servers parse the arguments of earlier calls, and refuse the whole request when they cannot.
      function: { name: call.name, arguments: isJson(call.arguments) ? call.arguments : '{}' },
    })),
  }
}

function read(body: unknown): Reading | undefined {
  if (!isRecord(body)) return undefined
  const choice = recordsOf(body.choices)[0]
  const usage = usageOf(body.usage, 'prompt_tokens', 'completion_tokens')
  if (!choice || !isRecord(choice.message)) return undefined
  const { message } = choice
  return {
    text: contentOf(message.content),
    toolCalls: recordsOf(message.tool_calls).flatMap((call) =>
      isRecord(call.function)
        ? [
            {
              id: textOf(call.id),
              name: textOf(call.function.name),
              arguments: argumentsOf(call.function.arguments),
            },
          ]
        : [],
    ),
    refusal: textOf(message.refusal) || undefined,
    stopped: stopOf(choice.finish_reason),
    tokens: isRecord(choice.logprobs) ? choice.logprobs.content : undefined,
    usage,
  }
}

/** Text, or parts of it as some servers send. */
function contentOf(content: unknown): string {
  if (typeof content === 'string') return content
  return recordsOf(content)
    .map(({ text }) => textOf(text))
    .join('')
}

function stopOf(finish: unknown): Reading['stopped'] {
  if (finish === 'length') return 'length'
  return finish === 'content_filter' ? 'content-filter' : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
