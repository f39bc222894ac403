import { type CallFailure, type CallTarget, stopped, timedOut } from './call-failure.ts'
import { onAbort } from './on-abort.ts'
import type { OpenConnection } from './open-connection.ts'
import { type RateSigns, readRateHeaders } from './pace/rate-headers.ts'

export type Posted =
  | { readonly ok: true; readonly body: unknown; readonly signs?: RateSigns | undefined }
  | { readonly ok: false; readonly failure: CallFailure }

/** One attempt. The clock runs until the whole answer is there. */
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
    const response = await client.send(target.path, body, stop.signal)
    const { headers } = response
    return {
      ok: true,
      body: readBody(await response.text(), headers),
      signs: readRateHeaders(headers, Date.now()),
    }
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

function readBody(text: string, headers: Headers): unknown {
  if (text === '') return undefined
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  return /\bjson$/.test(type) ? JSON.parse(text) : text
}
