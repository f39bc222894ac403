import { z } from 'zod'
import type { Case } from '../core/case.ts'
import type { CaseError } from '../core/case-result.ts'
import { messageOf } from '../core/errors.ts'
import { toJson } from '../core/json.ts'
import { withPlace } from '../core/thrown-place.ts'
import type { Message } from '../model/client.ts'
import type { AnswerSchema } from './confidence-schema.ts'
import type { TargetFunction } from './evaluation-spec.ts'
import type { TargetReply } from './target-reply.ts'

const aborted: TargetReply = { status: 'error', error: { kind: 'aborted', message: 'The run was stopped.' } }

/** What stands before a suite's own target throws, where it must not be called any more. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly error: CaseError

  constructor(error: CaseError) {
    super(error.message)
    this.error = error
  }
}

/** Calls a suite's own target; an aborted signal ends the wait even when the function does not listen to it. */
export async function askFunction(
  target: TargetFunction,
  messages: readonly Message[],
  item: Case,
  answer: AnswerSchema,
  {
    signal = new AbortController().signal,
    trial,
  }: { readonly signal?: AbortSignal | undefined; readonly trial?: number | undefined } = {},
): Promise<TargetReply> {
  if (signal.aborted) return aborted
  const stop = Promise.withResolvers<TargetReply>()
  const onAbort = () => stop.resolve(aborted)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([
      call(target, messages, item, answer, trial === undefined ? { signal } : { signal, trial }),
      stop.promise,
    ])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function call(
  target: TargetFunction,
  messages: readonly Message[],
  item: Case,
  answer: AnswerSchema,
  context: Parameters<TargetFunction>[2],
): Promise<TargetReply> {
  let value: unknown
  try {
    value = await target(messages, item, context)
  } catch (thrown) {
    if (context.signal.aborted) return aborted
    if (thrown instanceof CallRefused) return { status: 'error', error: thrown.error }
    return {
      status: 'error',
      error: { kind: 'target', message: `The target threw: ${withPlace(messageOf(thrown), thrown)}` },
    }
  }
  return readValue(value, answer)
}

async function readValue(value: unknown, answer: AnswerSchema): Promise<TargetReply> {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(toJson(value))
  if (text.trim() === '') {
    return { status: 'failed', kind: 'empty', text, reason: 'The target returned nothing.' }
  }
  const { schema } = answer
  if (!schema) return { status: 'ok', answer: answer.split(value), text }
  const malformed = (reason: string): TargetReply => ({ status: 'failed', kind: 'malformed', text, reason })
  let candidate = value
  if (typeof value === 'string' && !(schema instanceof z.ZodString)) {
    // Not a string's schema by its class, though it may still take one (an enum, a union): then the text itself counts.
    const asText = await schema.safeParseAsync(value)
    if (asText.success) return { status: 'ok', answer: answer.split(asText.data), text }
    try {
      candidate = JSON.parse(value)
    } catch (thrown) {
      return malformed(`The target returned text that is not JSON: ${messageOf(thrown)}`)
    }
  }
  const parsed = await schema.safeParseAsync(candidate)
  if (!parsed.success) return malformed(z.prettifyError(parsed.error))
  return { status: 'ok', answer: answer.split(parsed.data), text }
}
