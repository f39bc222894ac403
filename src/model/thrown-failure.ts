import { APIConnectionError, APIConnectionTimeoutError } from 'openai'
import { messageOf } from '../core/errors.ts'
import {
  type CallFailure,
  type CallTarget,
  lostConnection,
  notAnAnswer,
  statusFailure,
  timedOut,
} from './call-failure.ts'
import { StatusError } from './openai-client.ts'
import { readRateHeaders } from './pace/rate-headers.ts'
import { retryAfter } from './retry-delay.ts'
import { serverError } from './server-error.ts'

/** Anything that `openai` threw. */
export function thrownFailure(thrown: unknown, target: CallTarget): CallFailure {
  if (thrown instanceof StatusError) {
    const { status, body, text, headers } = thrown
    const failed = statusFailure(serverError(status, body, text), target)
    if (!headers) return failed
    const now = Date.now()
    return { ...failed, wait: retryAfter(headers, now), signs: readRateHeaders(headers, now) }
  }
  if (thrown instanceof APIConnectionTimeoutError) return timedOut(target)
  if (thrown instanceof SyntaxError) return notAnAnswer(target, messageOf(thrown))
  const message = thrown instanceof APIConnectionError ? '' : messageOf(thrown)
  return lostConnection(causeOf(thrown), message, target)
}

/** The system's error code, some causes deep. */
function causeOf(thrown: unknown): string | undefined {
  let at = thrown
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
    at = at.cause
  }
  return undefined
}
