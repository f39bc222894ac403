import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { retuneError } from '../core/errors.ts'
import { errorAnswer, errorBody, type HttpAnswer, type Understood, understand } from './answer-http.ts'
import type { Job } from './conversation.ts'
import { createTroubleMaker, type Trouble, type TroubleAct } from './trouble.ts'

export interface EmbeddedModelOptions {
  /** Default: a free one. */
  readonly port?: number
  /** Milliseconds before each answer. Default 0. */
  readonly latency?: number
  /** Faults to simulate. Default none. */
  readonly trouble?: readonly Trouble[]
}

/** Requests so far: all, by path (`/v1/responses`), and by job where the request was understood. */
export interface RequestCounts {
  total: number
  readonly endpoints: Record<string, number>
  readonly jobs: Partial<Record<Job | 'models', number>>
}

export interface EmbeddedModel {
  /** `http://127.0.0.1:PORT/v1`, for the `baseURL` of an OpenAI client. */
  readonly baseURL: string
  /** Live counts. */
  readonly requests: RequestCounts
  /** Cuts all connections, those of unanswered requests too, and frees the port. */
  close(): Promise<void>
  /** Lets the process end while the server still listens. */
  unref(): void
}

const errorNames: Record<number, readonly [type: string, code: string | null]> = {
  401: ['invalid_request_error', 'invalid_api_key'],
  429: ['rate_limit_error', 'rate_limit_exceeded'],
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

function send(
  response: ServerResponse,
  { status, body }: HttpAnswer,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  })
  response.end(text)
}

function simulatedError(act: { status: number; retryAfter?: number }): [HttpAnswer, Record<string, string>] {
  const [type, code] = errorNames[act.status] ?? [
    act.status < 500 ? 'invalid_request_error' : 'server_error',
    null,
  ]
  const body = errorBody(`Simulated trouble: status ${act.status}.`, type, code)
  return [
    { status: act.status, body },
    act.retryAfter === undefined ? {} : { 'retry-after': String(act.retryAfter) },
  ]
}

/**
 * Starts the embedded model: a deterministic lexical model behind the OpenAI HTTP interface, on loopback only. It is for first
 * runs and tests: it picks a label of the output schema's enum by the guide that the prompt gives, and knows nothing else.
 */
export async function startEmbeddedModel(options: EmbeddedModelOptions = {}): Promise<EmbeddedModel> {
  const { port = 0, latency = 0, trouble = [] } = options
  const requests: RequestCounts = { total: 0, endpoints: {}, jobs: {} }
  const troubleOf = createTroubleMaker(trouble)
  const sockets = new Set<Socket>()
  const closing = new AbortController()
  let unreferenced = false

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').replace(/[?#].*$/, '')
    requests.total++
    requests.endpoints[path] = (requests.endpoints[path] ?? 0) + 1
    const body = await readAll(request)
    let understood: Understood
    try {
      understood = understand(request.method ?? 'GET', path, body)
    } catch (thrown) {
      return send(response, errorAnswer(thrown))
    }
    const { job } = understood
    requests.jobs[job] = (requests.jobs[job] ?? 0) + 1
    const act = job === 'models' ? undefined : troubleOf(body, job)
    if (latency > 0) await wait(latency, undefined, { signal: closing.signal })
    await play(understood, act, response)
  }

  async function play(
    understood: Understood,
    act: TroubleAct | undefined,
    response: ServerResponse,
  ): Promise<void> {
    if (act && 'hang' in act) return
    if (act && 'reset' in act) return void response.socket?.resetAndDestroy()
    if (act && 'status' in act) return send(response, ...simulatedError(act))
    if (act && 'delay' in act) await wait(act.delay, undefined, { signal: closing.signal })
    try {
      send(response, { status: 200, body: understood.answer(act) })
    } catch (thrown) {
      send(response, errorAnswer(thrown))
    }
  }

  const server = createServer((request, response) => {
    // A client that goes away in mid-request, or a server that closes, ends the exchange.
    handle(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  server.on('connection', (socket) => {
    sockets.add(socket)
    if (unreferenced) socket.unref()
    socket.once('close', () => sockets.delete(socket))
  })
  const address = await new Promise<number>((resolve, reject) => {
    server.once('error', (cause) => reject(retuneError('EMBEDDED_PORT', { port }, { cause })))
    server.listen(port, '127.0.0.1', () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound ? bound.port : port)
    })
  })

  return {
    baseURL: `http://127.0.0.1:${address}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        closing.abort()
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
    unref() {
      unreferenced = true
      server.unref()
      for (const socket of sockets) socket.unref()
    },
  }
}
