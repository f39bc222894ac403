import { connect, type Socket } from 'node:net'
import { lineReader } from './line-reader.ts'
import type { LinePeer } from './serve-lines.ts'

export interface LineConnection<Request> {
  /** Connects first, where there is no connection. */
  send(request: Request): void
  /** Does the connection keep the process alive? At first it does. */
  hold(held: boolean): void
}

/** The way to a process that answers on this port with `serveLines`. */
export function connectLines<Request>(port: number, { read, closed }: LinePeer): LineConnection<Request> {
  let socket: Socket | undefined

  function open(): Socket {
    const opened = connect(port, '127.0.0.1')
    opened.setEncoding('utf8').setNoDelay(true)
    const take = lineReader(read)
    opened.on('data', (chunk) => take(String(chunk)))
    opened.on('error', () => opened.destroy())
    opened.on('close', () => {
      socket = undefined
      closed()
    })
    return opened
  }

  return {
    send(request) {
      socket ??= open()
      socket.write(`${JSON.stringify(request)}\n`)
    },
    hold(held) {
      if (held) socket?.ref()
      else socket?.unref()
    },
  }
}
