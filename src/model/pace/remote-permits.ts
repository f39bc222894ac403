import { connect, type Socket } from 'node:net'
import { onAnyAbort } from '../on-abort.ts'
import type { CallPermits } from './call-permits.ts'
import { lineReader, type PermitRequest, permitGrantSchema } from './permit-messages.ts'

/**
 * Permits from the process that serves them on this port. Where it cannot be reached (it has ended, and with it the run) calls go
 * without.
 */
export function remotePermits(port: number): CallPermits {
  const waiting = new Map<number, () => void>()
  let socket: Socket | undefined
  let next = 0

  function open(): Socket {
    const opened = connect(port, '127.0.0.1')
    opened.setEncoding('utf8').setNoDelay(true)
    const read = lineReader((line) => {
      const grant = permitGrantSchema.safeParse(line).data
      if (grant) waiting.get(grant.id)?.()
    })
    opened.on('data', (chunk) => read(String(chunk)))
    opened.on('error', () => opened.destroy())
    opened.on('close', () => {
      socket = undefined
      for (const go of [...waiting.values()]) go()
    })
    return opened
  }

  function send(request: PermitRequest): void {
    socket ??= open()
    socket.write(`${JSON.stringify(request)}\n`)
  }

  /** The connection alone keeps no process alive; a call that waits for its answer does. */
  function settled(id: number): void {
    waiting.delete(id)
    if (waiting.size === 0) socket?.unref()
  }

  return {
    take(server, tokens, signals) {
      if (signals.some((signal) => signal?.aborted)) return Promise.resolve(false)
      return new Promise((resolve) => {
        const id = next++
        const forget = onAnyAbort(signals, () => {
          settled(id)
          send({ type: 'leave', id })
          resolve(false)
        })
        waiting.set(id, () => {
          settled(id)
          forget()
          resolve(true)
        })
        send({ type: 'take', id, server, tokens })
        socket?.ref()
      })
    },
    correct(server, tokens) {
      send({ type: 'correct', server, tokens })
    },
  }
}
