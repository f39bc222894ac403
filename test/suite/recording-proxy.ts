import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

/** Stands before a model's server and keeps who asked for what. */
export interface RecordingProxy {
  readonly baseURL: string
  readonly requests: { readonly key: IncomingHttpHeaders['authorization']; readonly model: string }[]
}

export async function startProxy(target: string): Promise<RecordingProxy> {
  const requests: RecordingProxy['requests'] = []
  const server = createServer(async (incoming, outgoing) => {
    let body = ''
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk
    const { model } = z.looseObject({ model: z.string() }).parse(JSON.parse(body))
    requests.push({ key: incoming.headers.authorization, model })
    const path = (incoming.url ?? '').replace(/^\/v1/, '')
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${target}${path}`, { method: 'POST', headers, body })
    outgoing.writeHead(answer.status, headers).end(await answer.text())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = z.object({ port: z.int() }).parse(server.address() satisfies AddressInfo | string | null)
  return { baseURL: `http://127.0.0.1:${port}/v1`, requests }
}
