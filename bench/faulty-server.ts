import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRandom } from '../src/core/random.ts'
import { completionBody, ticketAnswer } from './ticket-answer.ts'

/**
 * An OpenAI-like server with faults or limits, as a process of its own. Gets its settings as JSON; tells its parent the port, and on
 * any message what it counted, which it then forgets.
 */
export interface FaultSettings {
  /** Milliseconds. */
  readonly latency: number
  /** Shares of the calls. */
  readonly faults?: {
    readonly refused: number
    readonly failed: number
    readonly reset: number
    readonly hanging: number
    readonly malformed: number
  }
  /** Seconds, with every 429. */
  readonly retryAfter: number
  /** Beyond these calls are answered 429. */
  readonly limits?: { readonly inFlight: number; readonly perMinute: number; readonly headers: boolean }
}

export interface Counted {
  readonly calls: number
  readonly refused: number
  /** Answers that are no JSON. */
  readonly malformed: number
  /** Milliseconds between the first call and the last. */
  readonly span: number
  /** The most calls of one ticket. */
  readonly most: number
  /** The most calls that were open at once. */
  readonly peak: number
}

const { latency, faults, retryAfter, limits }: FaultSettings = JSON.parse(process.argv[2] ?? '{}')
const random = createRandom('faulty server')
const hang = 10_000

let calls = 0
let refused = 0
let malformed = 0
let first = 0
let last = 0
let open = 0
let peak = 0
let byTicket = new Map<string, number>()
/** A bucket of one minute's worth that holds a second's, as the limits of OpenAI do for short times. */
let level = limits ? limits.perMinute / 60 : 0
let filled = performance.now()

function fill(now: number): void {
  if (!limits) return
  level = Math.min(limits.perMinute / 60, level + ((now - filled) * limits.perMinute) / 60_000)
  filled = now
}

const server = createServer((request, response) => {
  open += 1
  peak = Math.max(peak, open)
  response.once('close', () => (open -= 1))
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => (body += chunk))
  request.on('end', () => take(body, request, response))
})

function take(body: string, request: IncomingMessage, response: ServerResponse): void {
  const now = performance.now()
  calls += 1
  first ||= now
  last = now
  const [ticket = ''] = /Ticket \d+/.exec(body) ?? []
  byTicket.set(ticket, (byTicket.get(ticket) ?? 0) + 1)
  fill(now)
  if (limits && (open > limits.inFlight || level < 1)) {
    refuse(response)
    return
  }
  level -= 1
  const fault = faults ? drawFault(random.next(), faults) : undefined
  if (fault === 'refused') refuse(response)
  else if (fault === 'reset') request.socket.destroy()
  else setTimeout(() => reply(fault, body, response), fault === 'hanging' ? hang : latency)
}

function reply(fault: string | undefined, body: string, response: ServerResponse): void {
  if (fault === 'failed') send(response, 500, '{"error":{"message":"out of order"}}')
  else if (fault === 'malformed') {
    malformed += 1
    send(response, 200, completionBody('The queue is not sure.'))
  } else send(response, 200, completionBody(JSON.stringify(ticketAnswer(body))))
}

function drawFault(
  drawn: number,
  shares: NonNullable<FaultSettings['faults']>,
): keyof NonNullable<FaultSettings['faults']> | undefined {
  let from = 0
  for (const name of ['refused', 'failed', 'reset', 'hanging', 'malformed'] as const) {
    from += shares[name]
    if (drawn < from) return name
  }
  return undefined
}

function refuse(response: ServerResponse): void {
  refused += 1
  send(response, 429, '{"error":{"message":"too many","code":"rate_limit_exceeded"}}', {
    'retry-after': String(retryAfter),
  })
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(limits?.headers ? limitHeaders(limits.perMinute) : {}),
    ...headers,
  })
  response.end(text)
}

function limitHeaders(perMinute: number): Record<string, string> {
  fill(performance.now())
  const most = perMinute / 60
  return {
    'x-ratelimit-limit-requests': String(most),
    'x-ratelimit-remaining-requests': String(Math.max(0, Math.floor(level))),
    'x-ratelimit-reset-requests': `${Math.ceil(((most - level) * 60_000) / perMinute)}ms`,
  }
}

// The bench may have been interrupted.
process.on('disconnect', () => process.exit())
process.on('message', () => {
  const counted: Counted = {
    calls,
    refused,
    malformed,
    span: last - first,
    most: Math.max(0, ...byTicket.values()),
    peak,
  }
  process.send?.(counted)
  calls = refused = malformed = first = last = peak = 0
  byTicket = new Map()
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
