import { type CallFailure, type CallTarget, stopped, timedOut } from './call-failure.ts'
import { onAbort } from './on-abort.ts'
import type { OpenConnection } from './open-connection.ts'

export type Posted =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly failure: CallFailure }

/**
 * One attempt. The clock is our own: the client's stops once the headers of a failed answer are there, and would wait for
 * its body for ever.
 */
export async function post(
  connection: OpenConnection,
  target: CallTarget,
  body: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<Posted> {
  const client = await connection.client()
  const stop = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    stop.abort()
  }, target.timeout)
  const forget = onAbort(signal, () => stop.abort())
  try {
    const answer: unknown = await client.post<unknown>(target.path, {
      body,
      signal: stop.signal,
      timeout: target.timeout + 1_000,
    })
    return { ok: true, body: answer }
  } catch (thrown) {
    if (signal?.aborted) return { ok: false, failure: stopped }
    if (late) return { ok: false, failure: timedOut(target) }
    const { thrownFailure } = await import('./thrown-failure.ts')
    return { ok: false, failure: thrownFailure(thrown, target) }
  } finally {
    clearTimeout(timer)
    forget()
  }
}
