import type { Random } from '../core/random.ts'
import type { Usage } from '../core/usage.ts'
import { type CallFailure, stopped } from './call-failure.ts'
import type { RateSigns } from './pace/rate-headers.ts'
import type { RoleCircuit } from './pace/server-circuit.ts'
import type { ServerLimit, Turn } from './pace/server-limit.ts'
import { pause } from './pause.ts'
import { retryDelay } from './retry-delay.ts'

export type Attempt<T> =
  | { readonly ok: true; readonly value: T; readonly usage: Usage; readonly signs?: RateSigns | undefined }
  | { readonly ok: false; readonly failure: CallFailure }

export interface RetryContext {
  readonly limit: ServerLimit
  /** That of the role at the server. */
  readonly circuit: RoleCircuit
  /** Attempts after the first one. */
  readonly retries: number
  readonly random: Random
  /** Drops the call. */
  readonly signal: AbortSignal | undefined
  /** Lets no further attempt begin. */
  readonly stop?: AbortSignal | undefined
  readonly rank?: number | undefined
  /** Does such a failure say nothing against the server? */
  readonly blameless?: ((failure: CallFailure) => boolean) | undefined
}

/**
 * Attempts a call until it is answered, each time in a turn of its own; the waits in between hold none.
 *
 * @param estimate about how many tokens it takes
 */
export async function withRetries<T>(
  attempt: () => Promise<Attempt<T>>,
  estimate: () => number,
  context: RetryContext,
): Promise<Attempt<T>> {
  const { limit, circuit, signal, stop, rank } = context
  let outcome: Attempt<T> | undefined
  for (let retry = 0; ; retry++) {
    const turn = await limit.acquire({ signals: [signal, stop], rank, circuit, estimate })
    if (!turn) return isStopped(context) || !outcome ? { ok: false, failure: unasked(context) } : outcome
    outcome = await takeTurn(turn, attempt, limit)
    if (outcome.ok || !outcome.failure.retry || retry >= context.retries) {
      const last = outcome.ok
        ? outcome
        : { ok: false as const, failure: countAttempts(outcome.failure, retry + 1) }
      if (last.ok) circuit.settle(undefined)
      else if (!context.blameless?.(last.failure)) circuit.settle(last.failure)
      return last
    }
    const delay = retryDelay(retry, outcome.failure.wait, context.random)
    if (!(await pause(delay, signal, stop, circuit.closing))) {
      return isStopped(context) ? { ok: false, failure: stopped } : outcome
    }
  }
}

async function takeTurn<T>(
  turn: Turn,
  attempt: () => Promise<Attempt<T>>,
  limit: ServerLimit,
): Promise<Attempt<T>> {
  let outcome: Attempt<T> = { ok: false, failure: stopped }
  try {
    outcome = await attempt()
  } finally {
    const signs = outcome.ok ? outcome.signs : outcome.failure.signs
    if (signs) limit.learn(turn, signs)
    limit.release(turn, outcome)
  }
  return outcome
}

function unasked(context: RetryContext): CallFailure {
  return isStopped(context) ? stopped : (context.circuit.closed() ?? stopped)
}

function isStopped({ signal, stop }: RetryContext): boolean {
  return signal?.aborted === true || stop?.aborted === true
}

function countAttempts(failure: CallFailure, attempts: number): CallFailure {
  if (attempts === 1) return failure
  return {
    ...failure,
    error: { ...failure.error, message: `${failure.error.message} (${attempts} attempts)` },
  }
}
