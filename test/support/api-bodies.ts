import type { Answer } from './api-server.ts'

/** The body of a 200 answer in the form of the API that was asked. */
export function answerBody(path: string, answer: Answer): unknown {
  return path === '/responses' ? responsesBody(answer) : chatBody(answer)
}

function responsesBody({ text, toolCalls = [], refusal, finish = 'stop', reasoning, tokens, usage }: Answer) {
  const content = [
    ...(text === undefined
      ? []
      : [
          {
            type: 'output_text',
            text,
            annotations: [],
            ...(tokens ? { logprobs: tokens.map(withTop) } : {}),
          },
        ]),
    ...(refusal === undefined ? [] : [{ type: 'refusal', refusal }]),
  ]
  const { input, output } = usage ?? { input: 11, output: 7 }
  return {
    id: 'resp_1',
    object: 'response',
    status: finish === 'stop' ? 'completed' : 'incomplete',
    incomplete_details:
      finish === 'stop' ? null : { reason: finish === 'length' ? 'max_output_tokens' : 'content_filter' },
    error: null,
    model: 'scripted',
    output: [
      ...(reasoning === undefined
        ? []
        : [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: reasoning }]),
      ...(content.length === 0
        ? []
        : [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }]),
      ...toolCalls.map((call, index) => ({
        type: 'function_call',
        id: `fc_${index + 1}`,
        call_id: call.id ?? `call_${index + 1}`,
        name: call.name,
        arguments: call.arguments,
        status: 'completed',
      })),
    ],
    usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
  }
}

function chatBody({ text, toolCalls = [], refusal, finish = 'stop', tokens, usage }: Answer) {
  const { input, output } = usage ?? { input: 11, output: 7 }
  return {
    id: 'chatcmpl_1',
    object: 'chat.completion',
    created: 0,
    model: 'scripted',
    choices: [
      {
        index: 0,
        finish_reason: finish === 'stop' && toolCalls.length > 0 ? 'tool_calls' : finish,
        logprobs: tokens ? { content: tokens.map(withTop), refusal: null } : null,
        message: {
          role: 'assistant',
          content: text ?? null,
          refusal: refusal ?? null,
          ...(toolCalls.length === 0
            ? {}
            : {
                tool_calls: toolCalls.map((call, index) => ({
                  id: call.id ?? `call_${index + 1}`,
                  type: 'function',
                  function: { name: call.name, arguments: call.arguments },
                })),
              }),
        },
      },
    ],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  }
}

function withTop(token: NonNullable<Answer['tokens']>[number]) {
  return { ...token, top_logprobs: [] }
}

/** Vectors of 8 numbers: how often each class of characters occurs, so that like texts get like vectors. */
export function embeddingsBody(body: unknown): unknown {
  const inputs = inputsOf(body)
  return {
    object: 'list',
    model: 'scripted',
    data: inputs.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })),
    usage: { prompt_tokens: inputs.length, total_tokens: inputs.length },
  }
}

function inputsOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('input' in body)) return []
  const inputs: unknown[] = Array.isArray(body.input) ? body.input : [body.input]
  return inputs.map(String)
}

function vectorOf(text: string): number[] {
  const vector = [1, 0, 0, 0, 0, 0, 0, 0]
  for (const character of text) {
    const slot = (character.codePointAt(0) ?? 0) % 8
    vector[slot] = (vector[slot] ?? 0) + 1
  }
  return vector
}
