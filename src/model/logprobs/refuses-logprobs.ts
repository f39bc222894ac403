import type { CallFailure } from '../call-failure.ts'

/** Does the server refuse a request because it asks for logprobs? Every server that does names them; 400, 403 and 422 are in use. */
export function refusesLogprobs({ error: { status = 0, message } }: CallFailure): boolean {
  return status >= 400 && status < 500 && status !== 429 && /log_?prob/i.test(message)
}
