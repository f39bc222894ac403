import { groupDigits } from '../../core/group-digits.ts'
import type { ServerBatch } from './batch-server.ts'

/** Milliseconds without a word at least, as long as the status stays. */
const quiet = 60_000

/** Says how a batch gets on: each change of its status, and now and then how far it is. */
export function describeBatch(
  name: string,
  say: (text: string) => void,
  now: () => number = Date.now,
): (batch: ServerBatch) => void {
  const started = now()
  let last: { readonly status: string; readonly counts: string; readonly at: number } | undefined
  return ({ id, status, request_counts: counts }) => {
    const told = counts
      ? `${groupDigits(counts.completed)} of ${groupDigits(counts.total)} answered${counts.failed > 0 ? `, ${groupDigits(counts.failed)} failed` : ''}`
      : ''
    const moved = told !== last?.counts && now() - (last?.at ?? 0) >= quiet
    if (status === last?.status && !moved) return
    last = { status, counts: told, at: now() }
    const minutes = Math.round((now() - started) / 60_000)
    const parts = [status.replace('_', ' '), told, minutes > 0 ? `${minutes} min` : '']
    say(`${name} (${id}): ${parts.filter(Boolean).join(', ')}`)
  }
}
