import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { CallPermits } from './call-permits.ts'
import { lineReader, type PermitGrant, permitRequestSchema } from './permit-messages.ts'

export interface PermitServer {
  /** On the loopback interface. */
  readonly port: number
  close(): void
}

/** Gives permits to other processes of this machine, so that all of a run keep one rate together. */
export async function servePermits(permits: CallPermits): Promise<PermitServer> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    serve(socket, permits)
    socket.on('close', () => open.delete(socket))
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

function serve(socket: Socket, permits: CallPermits): void {
  const waiting = new Map<number, AbortController>()
  const read = lineReader((line) => {
    const request = permitRequestSchema.safeParse(line).data
    if (request?.type === 'take') {
      const { id, server, tokens } = request
      const stop = new AbortController()
      waiting.set(id, stop)
      void permits.take(server, tokens, [stop.signal]).then((granted) => {
        waiting.delete(id)
        const grant: PermitGrant = { id }
        if (granted) socket.write(`${JSON.stringify(grant)}\n`)
      })
    } else if (request?.type === 'leave') waiting.get(request.id)?.abort()
    else if (request) permits.correct(request.server, request.tokens)
  })
  socket.setEncoding('utf8').setNoDelay(true).unref()
  socket.on('data', (chunk) => read(String(chunk)))
  // A worker that was ended.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    for (const stop of waiting.values()) stop.abort()
  })
}
