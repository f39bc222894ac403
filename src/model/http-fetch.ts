import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { urlToHttpOptions } from 'node:url'
import { onAbort } from './on-abort.ts'

const agents = {
  'http:': new HttpAgent({ keepAlive: true }),
  'https:': new HttpsAgent({ keepAlive: true }),
}

/**
 * What `openai` needs of `fetch`, by `node:http`: text goes out, and the answer is read to its end. The global `fetch` takes
 * twice the processor time and a good deal of memory for a call, since it passes everything through web streams. It still
 * answers where it can do more: bodies other than text, redirects, and a dispatcher of the user's own (a proxy).
 */
export async function httpFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { body } = init
  if (input instanceof Request || typeof body !== 'string' || hasOwnDispatcher()) return fetch(input, init)
  const answer = await send(String(input), body, init)
  const { statusCode: status = 0, statusMessage: statusText = '' } = answer.head
  if (status >= 300 && status < 400 && answer.head.headers.location !== undefined) return fetch(input, init)
  return new ReadResponse(answer.body, { status, statusText, headers: headersOf(answer.head) })
}

/** An answer whose text is there already, which a stream would only slow down. */
class ReadResponse extends Response {
  readonly #text: string

  constructor(text: string, init: ResponseInit) {
    super(null, init)
    this.#text = text
  }

  override readonly text = async (): Promise<string> => this.#text

  override readonly json = async (): Promise<unknown> => JSON.parse(this.#text)
}

interface Received {
  readonly head: IncomingMessage
  readonly body: string
}

function send(
  url: string,
  body: string,
  { method = 'POST', headers, signal }: RequestInit,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const request = open({ ...addressOf(url), method, headers: sentHeaders(headers) })
    // The way that `http.request` takes a signal costs three times as much.
    const forget = onAbort(signal ?? undefined, () => request.destroy(abortError(signal?.reason)))
    request.on('close', forget)
    request.on('error', reject)
    request.on('response', (head) => {
      const chunks: Buffer[] = []
      head.on('data', (chunk: Buffer) => chunks.push(chunk))
      head.on('error', reject)
      head.on('end', () => resolve({ head, body: textOf(chunks) }))
    })
    // As text it goes out in one piece with the headers, which also says how long it is.
    request.end(body)
  })
}

/** Bytes first, since a character may stand across two chunks; a byte order mark is no part of the text. */
function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
}

function open(options: RequestOptions): ClientRequest {
  return options.protocol === 'https:'
    ? httpsRequest({ ...options, agent: agents['https:'] })
    : httpRequest({ ...options, agent: agents['http:'] })
}

function abortError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException('The call was stopped.', 'AbortError')
}

const addresses = new Map<string, RequestOptions>()

/** Thousands of calls go to one address, which is taken apart once. */
function addressOf(url: string): RequestOptions {
  const known = addresses.get(url)
  if (known) return known
  if (addresses.size >= 100) addresses.clear()
  const address = urlToHttpOptions(new URL(url))
  addresses.set(url, address)
  return address
}

const sentBefore = new WeakMap<Headers, Readonly<Record<string, string>>>()

/**
 * Without what `openai` tells of itself: retries and time-outs are ours, so that part of it would be untrue. The calls of a
 * client share their headers, which are read once.
 */
function sentHeaders(given: RequestInit['headers']): Readonly<Record<string, string>> {
  const headers = given instanceof Headers ? given : new Headers(given)
  const known = sentBefore.get(headers)
  if (known) return known
  const sent: Record<string, string> = { 'accept-encoding': 'identity' }
  for (const [name, value] of headers) {
    if (!name.startsWith('x-stainless-') && name !== 'content-length') sent[name] = value
  }
  sentBefore.set(headers, sent)
  return sent
}

/** Headers that say something of an answer or of limits; others are the connection's affair and cost time. */
const telling = /^(?:content-|location$|retry-after|openai-|x-)/i

function headersOf({ rawHeaders }: IncomingMessage): [string, string][] {
  const headers: [string, string][] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (telling.test(name)) headers.push([name, rawHeaders[index + 1] ?? ''])
  }
  return headers
}

/** By the name that undici keeps it under; `NODE_USE_ENV_PROXY` sets one too. */
function hasOwnDispatcher(): boolean {
  const dispatcher: unknown = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'))
  return typeof dispatcher === 'object' && dispatcher !== null && dispatcher.constructor.name !== 'Agent'
}
