import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerBody, embeddingsBody } from '../test/support/api-bodies.ts'
import { judgeNote, nextPrompt } from './overlap-world.ts'

/**
 * Plays all roles of a tuning with a latency each, and logs when every call came and went. Run as a process of its own with
 * the latencies as JSON; tells its parent the port, and on the message `log` the calls since the last one.
 */
export type Call =
  | 'optimization'
  | 'dev'
  | 'test'
  | 'critique'
  | 'embeddings'
  | 'topics'
  | 'assignment'
  | 'call'
  | 'decision'

export interface LoggedCall {
  readonly call: Call
  /** Milliseconds, by the server's clock. */
  readonly came: number
  readonly went: number
}

export interface Latencies {
  readonly target: number
  readonly critic: number
  readonly optimizer: number
  readonly embedder: number
}

const latencies: Latencies = JSON.parse(process.argv[2] ?? '{}')
let log: LoggedCall[] = []

const latencyOf: Readonly<Record<Call, number>> = {
  optimization: latencies.target,
  dev: latencies.target,
  test: latencies.target,
  critique: latencies.critic,
  topics: latencies.critic,
  assignment: latencies.critic,
  embeddings: latencies.embedder,
  call: latencies.optimizer,
  decision: latencies.optimizer,
}

const server = createServer((request, response) => {
  const came = performance.now()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    const path = (request.url ?? '').replace(/^\/v1/, '')
    const call = path === '/embeddings' ? 'embeddings' : callOf(body)
    const answer = JSON.stringify(
      call === 'embeddings' ? embeddingsBody(JSON.parse(body)) : answerBody(path, answerTo(call, body)),
    )
    setTimeout(
      () => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(answer),
        })
        response.end(answer)
        log.push({ call, came, went: performance.now() })
      },
      Math.max(0, latencyOf[call] - (performance.now() - came)),
    )
  })
})
// The bench may have been interrupted.
process.on('disconnect', () => process.exit())
process.on('message', () => {
  process.send?.(log)
  log = []
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

function callOf(body: string): Call {
  const [, name] = /"json_schema":\{"name":"(\w+)"/.exec(body) ?? []
  if (name === 'critique' || name === 'topics' || name === 'assignment' || name === 'decision') return name
  if (body.includes('"tool_choice":"required"')) return 'call'
  const [, split] = /Note (optimization|dev|test) /.exec(body) ?? []
  return split === 'dev' || split === 'test' ? split : 'optimization'
}

function answerTo(call: Call, body: string) {
  if (call === 'call') {
    return { toolCalls: [{ name: 'diagnose_prompt', arguments: '{"prompt":"Sort the note."}', id: 'call' }] }
  }
  return { text: JSON.stringify(valueFor(call, body)) }
}

function valueFor(call: Call, body: string) {
  switch (call) {
    case 'decision':
      return nextPrompt(body)
    case 'critique':
      return critique(body)
    case 'topics': {
      const labels = [...body.matchAll(/\\"label\\":\\"([^"\\]+)\\"/g)].flatMap(([, label]) => label ?? [])
      return { topics: [...new Set(labels)].map((name) => ({ name, definition: `Whatever is ${name}.` })) }
    }
    case 'assignment':
      return { assignments: [] }
    default:
      return judgeNote(body)
  }
}

function critique(body: string) {
  const [, word = 'thing'] = /subject (\w+)/.exec(body) ?? []
  const [, number = ''] = /Note \w+ (\d+)/.exec(body) ?? []
  return {
    diagnoses: [
      {
        label: `no rule for ${word}`,
        definition: `Notes about ${word} get no label, because the prompt has no rule for ${word}.`,
        why: `Note ${number} speaks of ${word}, which no line of the prompt covers.`,
        basis: `subject ${word}`,
      },
    ],
    confidence: 'unknown',
  }
}
