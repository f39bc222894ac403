import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { completionBody, ticketAnswer } from './ticket-answer.ts'
import { shownQueue } from './tickets.ts'

/**
 * An OpenAI-like server that costs next to nothing: it looks for a few marks in the request's text instead of parsing it.
 * Run as a process of its own with the latency in milliseconds; tells its parent the port.
 */
const latency = Number(process.argv[2] ?? 0)
const dimensions = 256

let received = 0

const server = createServer((request, response) => {
  if (request.url?.endsWith('/count')) {
    response.end(JSON.stringify({ received }))
    return
  }
  received += 1
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => (body += chunk))
  request.on('end', () => {
    const answer = request.url?.endsWith('/embeddings') ? embeddings(body) : completion(body)
    const send = () => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      })
      response.end(answer)
    }
    if (latency > 0) setTimeout(send, latency)
    else send()
  })
})
// The bench may have been interrupted.
process.on('disconnect', () => process.exit())
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

function completion(body: string): string {
  const text = JSON.stringify(body.includes('"name":"critique"') ? critique(body) : ticketAnswer(body))
  return completionBody(text)
}

function critique(body: string) {
  const ticket = /Ticket \d+/.exec(body)?.[0] ?? 'The ticket'
  const queue = shownQueue(body)
  return {
    diagnoses: [
      {
        label: `takes it for ${queue}`,
        definition: `A ticket is sent to ${queue} because the prompt does not say what else belongs there.`,
        why: `${ticket} names another queue, and the prompt gives ${queue} the same words.`,
        basis: ticket,
      },
    ],
    confidence: 'unknown',
  }
}

function embeddings(body: string): string {
  const { input } = JSON.parse(body) as { input: string[] }
  return JSON.stringify({
    object: 'list',
    model: 'text-embedding-3-small',
    data: input.map((text, index) => ({ object: 'embedding', index, embedding: embed(text) })),
    usage: { prompt_tokens: input.length, total_tokens: input.length },
  })
}

/** Counts of letter pairs: like texts get like vectors. */
function embed(text: string): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (let at = 1; at < text.length; at++) {
    const slot = (text.charCodeAt(at - 1) * 31 + text.charCodeAt(at)) % dimensions
    vector[slot] = (vector[slot] ?? 0) + 0.015625
  }
  return vector
}
