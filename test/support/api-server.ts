import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerBody, embeddingsBody } from './api-bodies.ts'

export interface ScriptedToolCall {
  name: string
  arguments: string
  id?: string
}

export interface ScriptedToken {
  token: string
  logprob: number
  bytes?: number[] | null
}

/** What a scripted model says, in the terms of neither API. */
export interface Answer {
  text?: string
  toolCalls?: ScriptedToolCall[]
  refusal?: string
  finish?: 'stop' | 'length' | 'content_filter'
  /** Adds a reasoning item with this encrypted content (responses only). */
  reasoning?: string
  /** The tokens of the text, which are told whether or not they were asked for. */
  tokens?: readonly ScriptedToken[]
  usage?: { input: number; output: number }
}

export type Reply =
  | { type: 'answer'; answer: Answer }
  /** Exactly this; a `body` that is no string is sent as JSON. */
  | { type: 'http'; status: number; headers?: Record<string, string>; body: unknown }
  /** Takes the request and never answers; with `headers`, the status line and headers are sent. */
  | { type: 'hang'; status?: number }
  /** Closes the socket without an answer; `partial` sends the first half of a body before. */
  | { type: 'drop'; partial?: boolean }

export interface ApiRequest {
  method: string
  /** Below the base URL: `/responses`, `/chat/completions`, `/embeddings`. */
  path: string
  headers: IncomingMessage['headers']
  body: unknown
  /** Resolves when the whole answer was handed to the system; never where the connection is gone by then. */
  sent: Promise<void>
}

export type Script = Reply | Reply[] | ((request: ApiRequest) => Reply | Promise<Reply>)

export interface ApiServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly baseURL: string
  /** All requests so far, in order of arrival. */
  readonly requests: ApiRequest[]
  /** The most requests that were open at one time. */
  readonly peak: number
  /** Resolves when this many requests have arrived. */
  received(count: number): Promise<void>
  close(): Promise<void>
}

export const answer = (text: string, more: Answer = {}): Reply => ({
  type: 'answer',
  answer: { text, ...more },
})
export const answerJson = (value: unknown, more: Answer = {}): Reply => answer(JSON.stringify(value), more)
export const callTool = (name: string, args: unknown): Reply => ({
  type: 'answer',
  answer: { toolCalls: [{ name, arguments: JSON.stringify(args) }] },
})
export const refuse = (refusal: string): Reply => ({ type: 'answer', answer: { refusal } })
export const http = (status: number, body: unknown = '', headers: Record<string, string> = {}): Reply => ({
  type: 'http',
  status,
  headers,
  body,
})
/** An error in OpenAI's form. */
export const apiError = (
  status: number,
  message: string,
  code: string | null = null,
  headers: Record<string, string> = {},
): Reply => http(status, { error: { message, type: 'error', param: null, code } }, headers)
export const hang: Reply = { type: 'hang' }
export const drop: Reply = { type: 'drop' }

/**
 * A scripted OpenAI-like server on a free loopback port. A list of replies is used up in order, its last one for ever; a
 * function sees each request. Embeddings are answered by themselves (8 numbers from the text) unless the script is a function.
 */
export async function startApiServer(script: Script = answer('ok')): Promise<ApiServer> {
  const requests: ApiRequest[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  let open = 0
  let peak = 0
  let next = 0

  function choose(request: ApiRequest): Reply | Promise<Reply> {
    if (typeof script === 'function') return script(request)
    if (request.path === '/embeddings') return embeddings(request)
    if (!Array.isArray(script)) return script
    return script[Math.min(next++, script.length - 1)] ?? answer('ok')
  }

  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing)
  })

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse) {
    open += 1
    peak = Math.max(peak, open)
    outgoing.once('close', () => {
      open -= 1
    })
    let text = ''
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk
    const request: ApiRequest = {
      method: incoming.method ?? '',
      path: (incoming.url ?? '').replace(/^\/v1/, ''),
      headers: incoming.headers,
      body: text === '' ? undefined : JSON.parse(text),
      sent: new Promise((resolve) => outgoing.once('finish', resolve)),
    }
    requests.push(request)
    for (const waiter of waiting) if (requests.length >= waiter.count) waiter.resolve()
    send(await choose(request), request, outgoing)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    get peak() {
      return peak
    },
    received: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The answer that `/embeddings` gets by itself: one vector of 8 numbers for each input. */
export function embeddings(request: ApiRequest): Reply {
  return http(200, embeddingsBody(request.body))
}

function send(reply: Reply, request: ApiRequest, outgoing: ServerResponse) {
  switch (reply.type) {
    case 'answer':
      return send(http(200, answerBody(request.path, reply.answer)), request, outgoing)
    case 'http': {
      const json = typeof reply.body !== 'string'
      outgoing.writeHead(reply.status, {
        'content-type': json ? 'application/json' : 'text/html',
        ...reply.headers,
      })
      outgoing.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body))
      return
    }
    case 'hang':
      if (reply.status !== undefined) {
        outgoing.writeHead(reply.status, { 'content-type': 'application/json' })
        outgoing.flushHeaders()
      }
      return
    case 'drop':
      if (!reply.partial) outgoing.destroy()
      else {
        outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        outgoing.write('{"id":', () => outgoing.destroy())
      }
  }
}
