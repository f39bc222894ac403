import type { Random } from '../core/random.ts'
import { type CallFailure, stopped } from './call-failure.ts'
import type { ConcurrencyLimit } from './concurrency-limit.ts'
import { onAnyAbort } from './on-abort.ts'
import { retryDelay } from './retry-delay.ts'

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CallFailure }

export interface RetryContext {
  readonly limit: ConcurrencyLimit
  /** Attempts after the first one. */
  readonly retries: number
  readonly random: Random
  /** Drops the call. */
  readonly signal: AbortSignal | undefined
  /** Lets no further attempt begin. */
  readonly stop?: AbortSignal | undefined
  readonly rank?: number | undefined
}

/** Attempts a call until it is answered, each time in a slot of its own; the waits in between hold no slot. */
export async function withRetries<T>(
  attempt: () => Promise<Attempt<T>>,
  { limit, retries, random, signal, stop, rank }: RetryContext,
): Promise<Attempt<T>> {
  for (let retry = 0; ; retry++) {
    if (!(await limit.acquire([signal, stop], rank))) return { ok: false, failure: stopped }
    let outcome: Attempt<T>
    try {
      outcome = await attempt()
    } finally {
      limit.release()
    }
    if (outcome.ok || !outcome.failure.retry) return outcome
    if (retry >= retries) return { ok: false, failure: countAttempts(outcome.failure, retry + 1) }
    if (!(await pause(retryDelay(retry, outcome.failure.wait, random), signal, stop))) {
      return { ok: false, failure: stopped }
    }
  }
}

function countAttempts(failure: CallFailure, attempts: number): CallFailure {
  if (attempts === 1) return failure
  return {
    ...failure,
    error: { ...failure.error, message: `${failure.error.message} (${attempts} attempts)` },
  }
}

/** `false`: a signal was aborted. */
function pause(milliseconds: number, ...signals: readonly (AbortSignal | undefined)[]): Promise<boolean> {
  return new Promise((resolve) => {
    if (signals.some((signal) => signal?.aborted)) {
      resolve(false)
      return
    }
    const timer = setTimeout(() => {
      forget()
      resolve(true)
    }, milliseconds)
    const forget = onAnyAbort(signals, () => {
      clearTimeout(timer)
      resolve(false)
    })
  })
}
