import type { FailureKind } from '../core/case-result.ts'
import type { Reading } from './api-adapter.ts'
import type { GenerateResult, Message } from './client.ts'
import type { StructuredOutput } from './structured-output.ts'

/** An answer judged by its form: refused, filtered, cut, empty, malformed, or usable. */
export async function toResult(
  reading: Reading,
  output: StructuredOutput | undefined,
): Promise<GenerateResult> {
  const { text, toolCalls, refusal, stopped, items, logprobs, usage } = reading
  const failed = (
    kind: Exclude<FailureKind, 'wrong'>,
    reason: string,
    message?: Message,
  ): GenerateResult => ({
    status: 'failed',
    kind,
    text: text === '' && refusal !== undefined ? refusal : text,
    reason,
    // Only a malformed answer has a turn.
    ...(message ? { message, ...(logprobs ? { logprobs } : {}) } : {}),
    usage,
  })
  if (refusal !== undefined) return failed('refusal', `the model refused: ${refusal}`)
  if (stopped === 'content-filter') return failed('content-filter', 'a content filter stopped the answer')
  if (stopped === 'length') {
    return failed('length', 'the answer was cut at the token limit; raise max_output_tokens')
  }
  const message: Message = {
    role: 'assistant',
    content: text,
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    ...(items ? { items } : {}),
  }
  const usable = (value: unknown): GenerateResult => ({
    status: 'ok',
    text,
    output: value,
    toolCalls,
    message,
    ...(logprobs ? { logprobs } : {}),
    usage,
  })
  if (toolCalls.length > 0) return usable(output ? undefined : text)
  if (text.trim() === '') return failed('empty', 'the answer is empty')
  if (!output) return usable(text)
  const parsed = await output.parse(text)
  return parsed.ok ? usable(parsed.value) : failed('malformed', parsed.reason, message)
}
