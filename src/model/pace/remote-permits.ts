import { connectLines } from '../lines/connect-lines.ts'
import { onAnyAbort } from '../on-abort.ts'
import type { CallPermits } from './call-permits.ts'
import { type PermitRequest, permitGrantSchema } from './permit-messages.ts'

/**
 * Permits from the process that serves them on this port. Where it cannot be reached (it has ended, and with it the run) calls go
 * without.
 */
export function remotePermits(port: number): CallPermits {
  const waiting = new Map<number, () => void>()
  const connection = connectLines<PermitRequest>(port, {
    read(message) {
      const grant = permitGrantSchema.safeParse(message).data
      if (grant) waiting.get(grant.id)?.()
    },
    closed() {
      for (const go of [...waiting.values()]) go()
    },
  })
  let next = 0

  /** The connection alone keeps no process alive; a call that waits for its answer does. */
  function settled(id: number): void {
    waiting.delete(id)
    if (waiting.size === 0) connection.hold(false)
  }

  return {
    take(server, tokens, signals) {
      if (signals.some((signal) => signal?.aborted)) return Promise.resolve(false)
      return new Promise((resolve) => {
        const id = next++
        const forget = onAnyAbort(signals, () => {
          settled(id)
          connection.send({ type: 'leave', id })
          resolve(false)
        })
        waiting.set(id, () => {
          settled(id)
          forget()
          resolve(true)
        })
        connection.send({ type: 'take', id, server, tokens })
        connection.hold(true)
      })
    },
    correct(server, tokens) {
      connection.send({ type: 'correct', server, tokens })
    },
  }
}
