import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

const agents = {
  'http:': new HttpAgent({ keepAlive: true }),
  'https:': new HttpsAgent({ keepAlive: true }),
}

const withoutBody = new Set([204, 205, 304])

/**
 * What `openai` needs of `fetch`, by `node:http`: text goes out, and the answer is read to its end. The global `fetch` takes
 * twice the processor time and a good deal of memory for a call, since it passes everything through web streams. It still
 * answers where it can do more: bodies other than text, redirects, and a dispatcher of the user's own (a proxy).
 */
export async function httpFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { body } = init
  if (input instanceof Request || typeof body !== 'string' || hasOwnDispatcher()) return fetch(input, init)
  const answer = await send(new URL(input), body, init)
  const { statusCode: status = 0, statusMessage: statusText = '' } = answer.head
  if (status >= 300 && status < 400 && answer.head.headers.location !== undefined) return fetch(input, init)
  return new Response(withoutBody.has(status) ? null : answer.body, {
    status,
    statusText,
    headers: headersOf(answer.head),
  })
}

interface Received {
  readonly head: IncomingMessage
  readonly body: Buffer<ArrayBuffer>
}

function send(url: URL, body: string, { method = 'POST', headers, signal }: RequestInit): Promise<Received> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body)
    const request = open(url, {
      method,
      headers: {
        ...Object.fromEntries(new Headers(headers)),
        'accept-encoding': 'identity',
        'content-length': bytes.length,
      },
      ...(signal ? { signal } : {}),
    })
    request.on('error', reject)
    request.on('response', (head) => {
      const chunks: Buffer[] = []
      head.on('data', (chunk: Buffer) => chunks.push(chunk))
      head.on('error', reject)
      head.on('end', () => resolve({ head, body: Buffer.concat(chunks) }))
    })
    request.end(bytes)
  })
}

function open(url: URL, options: Parameters<typeof httpRequest>[1]): ClientRequest {
  return url.protocol === 'https:'
    ? httpsRequest(url, { ...options, agent: agents['https:'] })
    : httpRequest(url, { ...options, agent: agents['http:'] })
}

function headersOf({ headersDistinct }: IncomingMessage): [string, string][] {
  return Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  )
}

/** By the name that undici keeps it under; `NODE_USE_ENV_PROXY` sets one too. */
function hasOwnDispatcher(): boolean {
  const dispatcher: unknown = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'))
  return typeof dispatcher === 'object' && dispatcher !== null && dispatcher.constructor.name !== 'Agent'
}
