import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerBody } from './api-bodies.ts'
import type { Answer } from './api-server.ts'

export interface BatchRequest {
  readonly custom_id: string
  readonly url: string
  readonly body: unknown
}

/** What becomes of one request of a batch. */
export type LineReply =
  | Answer
  /** The body that another server gave, with its status. */
  | { readonly status: number; readonly body: unknown }
  /** Not asked before the batch ended. */
  | 'unasked'

export type BatchEnd =
  | 'completed'
  | 'expired'
  | 'cancelled'
  | { readonly code: string; readonly message: string; readonly line?: number }

export interface HttpReply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export interface BatchScript {
  /** Default: the text `ok`. */
  readonly answer?: (request: BatchRequest, batch: number) => LineReply | Promise<LineReply>
  /** Looks at a batch until it is over. Default 2; a promise holds it there. */
  readonly looks?: number
  /** How a batch ends, by its number from 1; an error fails its validation. Default `completed`. */
  readonly end?: (batch: number) => BatchEnd
  /** Answers in place of the server; `drop` takes the request in, and closes the connection in place of an answer. */
  readonly instead?: (request: {
    readonly method: string
    readonly path: string
    readonly count: number
  }) => HttpReply | 'drop' | undefined
  /** Lines of the output file of no request. */
  readonly strangers?: number
  /** Calls that are no part of a batch. Default: status 500. */
  readonly direct?: (path: string, body: string) => Promise<HttpReply>
}

interface Batch {
  readonly id: string
  readonly number: number
  readonly file: string
  readonly endpoint: string
  readonly metadata: unknown
  readonly created: number
  status: string
  looks: number
  output?: string
  errors?: string
  failure?: { code: string; message: string; line?: number }
  counts: { total: number; completed: number; failed: number }
}

export interface BatchServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly baseURL: string
  readonly batches: readonly Batch[]
  /** `METHOD /path` of all requests, in order. */
  readonly log: readonly string[]
  /** The requests of a batch, by its number from 1. */
  requestsOf(batch: number): BatchRequest[]
  /** Resolves when a request of this form has come. */
  saw(pattern: RegExp): Promise<void>
  /** Batches do not get on until it is called with `false` again. */
  hold(held: boolean): void
  close(): Promise<void>
}

/** A loopback server that offers files and batches as OpenAI does: validating, in_progress, finalizing, and then how it ends. */
export async function startBatchServer(script: BatchScript = {}): Promise<BatchServer> {
  const files = new Map<string, Buffer>()
  const batches: Batch[] = []
  const log: string[] = []
  const counts = new Map<string, number>()
  const waiting = new Set<() => void>()
  let held = false

  const requestsOf = ({ file }: Pick<Batch, 'file'>): BatchRequest[] =>
    linesOf(files.get(file) ?? Buffer.alloc(0)).map((line) => JSON.parse(line) as BatchRequest)

  function store(content: string | Buffer): string {
    const id = `file-${files.size + 1}`
    files.set(id, Buffer.from(content))
    return id
  }

  async function answerAll(batch: Batch): Promise<void> {
    const output: string[] = []
    const errors: string[] = []
    const end = script.end?.(batch.number) ?? 'completed'
    let index = 0
    for (const request of requestsOf(batch)) {
      index += 1
      const { custom_id } = request
      const reply = (await script.answer?.(request, batch.number)) ?? { text: 'ok' }
      const id = `batch_req_${batch.number}_${index}`
      if (reply === 'unasked') {
        if (end === 'completed') continue
        const code = end === 'cancelled' ? 'batch_cancelled' : 'batch_expired'
        const message = 'This request could not be executed before the completion window expired.'
        errors.push(JSON.stringify({ id, custom_id, response: null, error: { code, message } }))
        continue
      }
      const { status, body } =
        'status' in reply ? reply : { status: 200, body: answerBody(request.url.replace(/^\/v1/, ''), reply) }
      const line = JSON.stringify({
        id,
        custom_id,
        response: { status_code: status, request_id: id, body },
        error: null,
      })
      ;(status < 300 ? output : errors).push(line)
    }
    for (let stranger = 0; stranger < (script.strangers ?? 0); stranger++) {
      output.push(
        JSON.stringify({
          id: 'x',
          custom_id: `stranger-${stranger}`,
          response: { status_code: 200, body: {} },
        }),
      )
    }
    // In no order that says anything.
    output.sort((a, b) => hash(a) - hash(b))
    if (output.length > 0) batch.output = store(`${output.join('\n')}\n`)
    if (errors.length > 0) batch.errors = store(errors.join('\n'))
    batch.counts = { total: index, completed: output.length, failed: errors.length }
  }

  async function look(batch: Batch): Promise<void> {
    if (held || ['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) return
    batch.looks += 1
    const end = script.end?.(batch.number) ?? 'completed'
    if (typeof end === 'object') {
      batch.status = 'failed'
      batch.failure = end
      return
    }
    if (batch.looks < (script.looks ?? 2)) batch.status = 'in_progress'
    else if (batch.status !== 'finalizing' && (script.looks ?? 2) > 1) batch.status = 'finalizing'
    else {
      await answerAll(batch)
      batch.status = end
    }
  }

  const show = (batch: Batch) => ({
    id: batch.id,
    object: 'batch',
    endpoint: batch.endpoint,
    input_file_id: batch.file,
    completion_window: '24h',
    status: batch.status,
    output_file_id: batch.output ?? null,
    error_file_id: batch.errors ?? null,
    created_at: batch.created,
    metadata: batch.metadata,
    request_counts: batch.counts,
    errors: batch.failure ? { object: 'list', data: [batch.failure] } : null,
  })

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
    const body = Buffer.concat(chunks)
    const url = new URL(incoming.url ?? '', 'http://host')
    const path = url.pathname.replace(/^\/v1/, '')
    const method = incoming.method ?? ''
    const name = `${method} ${path}`
    log.push(name)
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    const send = ({ status, body: given, headers = {} }: HttpReply) => {
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
      outgoing.end(Buffer.isBuffer(given) ? given : JSON.stringify(given ?? {}))
    }
    const instead = script.instead?.({ method, path, count })
    if (instead && instead !== 'drop') send(instead)
    else {
      const reply = await route(method, path, url, incoming.headers['content-type'] ?? '', body)
      if (instead === 'drop') outgoing.destroy()
      else send(reply)
    }
    for (const tell of waiting) tell()
  }

  async function route(
    method: string,
    path: string,
    url: URL,
    type: string,
    body: Buffer,
  ): Promise<HttpReply> {
    if (method === 'POST' && path === '/files') {
      const id = store(filePart(body, type))
      return { status: 200, body: { id, object: 'file', purpose: 'batch', bytes: body.length } }
    }
    if (method === 'POST' && path === '/batches') {
      const { input_file_id: file, endpoint, metadata, completion_window: window } = JSON.parse(String(body))
      if (!files.has(file) || window !== '24h')
        return { status: 400, body: { error: { message: `No such File object: ${file}`, code: null } } }
      const number = batches.length + 1
      const created = Math.floor(Date.now() / 1000)
      const total = linesOf(files.get(file) ?? Buffer.alloc(0)).length
      const batch: Batch = {
        ...{
          id: `batch_${number}`,
          number,
          file,
          endpoint,
          metadata,
          created,
          status: 'validating',
          looks: 0,
        },
        counts: { total, completed: 0, failed: 0 },
      }
      batches.push(batch)
      return { status: 200, body: show(batch) }
    }
    if (path === '/batches') {
      const newest = [...batches].reverse()
      const after = url.searchParams.get('after')
      const from = after === null ? 0 : newest.findIndex(({ id }) => id === after) + 1
      const data = newest.slice(from, from + Number(url.searchParams.get('limit') ?? 20))
      return {
        status: 200,
        body: { object: 'list', data: data.map(show), has_more: from + data.length < newest.length },
      }
    }
    const batch = batches.find(({ id }) => path === `/batches/${id}`)
    if (batch) {
      await look(batch)
      return { status: 200, body: show(batch) }
    }
    const [, file = ''] = /^\/files\/([^/]+)\/content$/.exec(path) ?? []
    const content = files.get(file)
    if (content)
      return { status: 200, body: content, headers: { 'content-type': 'application/octet-stream' } }
    if (method === 'POST' && script.direct) return script.direct(path, String(body))
    return { status: 404, body: { error: { message: `Unknown: ${path}`, code: null } } }
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    batches,
    log,
    requestsOf(number) {
      const batch = batches[number - 1]
      if (!batch) throw new Error(`there is no batch ${number}`)
      return requestsOf(batch)
    },
    saw: (pattern) =>
      new Promise((resolve) => {
        const tell = () => {
          if (!log.some((line) => pattern.test(line))) return
          waiting.delete(tell)
          resolve()
        }
        waiting.add(tell)
        tell()
      }),
    hold: (is) => {
      held = is
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function linesOf(content: Buffer): string[] {
  return content
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}

/** The file of a form; its other fields are not looked at, but for the purpose. */
function filePart(body: Buffer, type: string): Buffer {
  const [, boundary = ''] = /boundary=(.+)$/.exec(type) ?? []
  const begin = body.indexOf('\r\n\r\n', body.indexOf('filename=')) + 4
  const end = body.indexOf(`\r\n--${boundary}`, begin)
  if (!body.includes('name="purpose"\r\n\r\nbatch\r\n')) throw new Error('the purpose is not batch')
  return body.subarray(begin, end)
}

function hash(text: string): number {
  let value = 7
  for (const character of text.slice(0, 60)) value = (value * 31 + character.charCodeAt(0)) % 9973
  return value
}
