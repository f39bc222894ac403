import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { lineReader } from './line-reader.ts'

export interface LineServer {
  /** On the loopback interface. */
  readonly port: number
  close(): void
}

/** One connection, as its server sees it. */
export interface LinePeer {
  read(message: unknown): void
  /** The other process has ended. */
  closed(): void
}

/** Answers other processes of this machine, a line of JSON for a message; keeps no process alive. */
export async function serveLines<Reply>(
  accept: (send: (reply: Reply) => void) => LinePeer,
): Promise<LineServer> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    const peer = accept((reply) => socket.write(`${JSON.stringify(reply)}\n`))
    const read = lineReader((message) => peer.read(message))
    socket.setEncoding('utf8').setNoDelay(true).unref()
    socket.on('data', (chunk) => read(String(chunk)))
    // A worker that was ended.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      open.delete(socket)
      peer.closed()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
