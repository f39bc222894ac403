import { type LineServer, serveLines } from '../lines/serve-lines.ts'
import type { CallPermits } from './call-permits.ts'
import { type PermitGrant, permitRequestSchema } from './permit-messages.ts'

/** Gives permits to other processes of this machine, so that all of a run keep one rate together. */
export function servePermits(permits: CallPermits): Promise<LineServer> {
  return serveLines<PermitGrant>((send) => {
    const waiting = new Map<number, AbortController>()
    return {
      read(message) {
        const request = permitRequestSchema.safeParse(message).data
        if (request?.type === 'take') {
          const { id, server, tokens } = request
          const stop = new AbortController()
          waiting.set(id, stop)
          void permits.take(server, tokens, [stop.signal]).then((granted) => {
            waiting.delete(id)
            if (granted) send({ id })
          })
        } else if (request?.type === 'leave') waiting.get(request.id)?.abort()
        else if (request) permits.correct(request.server, request.tokens)
      },
      closed() {
        for (const stop of waiting.values()) stop.abort()
      },
    }
  })
}
