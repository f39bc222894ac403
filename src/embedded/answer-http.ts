import { hashText } from '../core/canonical-hash.ts'
import { messageOf, RetuneError, retuneError } from '../core/errors.ts'
import { answerConversation, jobOf } from './answer-conversation.ts'
import { readEmbeddings, writeEmbeddings } from './answer-embeddings.ts'
import { canEmbed } from './can-embed.ts'
import type { Conversation, Job } from './conversation.ts'
import { readChat } from './read-chat.ts'
import { readResponses } from './read-responses.ts'
import { spoilReply, type TroubleAct } from './trouble.ts'
import { writeChat } from './write-chat.ts'
import { writeResponse } from './write-responses.ts'

export interface HttpAnswer {
  readonly status: number
  readonly body: unknown
}

/** A request that was understood: what it is, and how it is answered, whole or spoilt by a fault. */
export interface Understood {
  readonly job: Job | 'models'
  answer(act?: TroubleAct): unknown
}

const modelNames = [
  'embedded',
  'gpt-4.1',
  'gpt-4.1-mini',
  'gpt-5',
  'gpt-5-mini',
  'text-embedding-3-small',
  'text-embedding-3-large',
]
const modelEntry = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'embedded' })

/** The body of an OpenAI error answer. */
export function errorBody(message: string, type: string, code: string | null) {
  return { error: { message, type, param: null, code } }
}

export function errorAnswer(thrown: unknown): HttpAnswer {
  if (!(thrown instanceof RetuneError)) {
    return {
      status: 500,
      body: errorBody(`The embedded model failed: ${messageOf(thrown)}`, 'server_error', null),
    }
  }
  const status = thrown.code === 'EMBEDDED_NO_MODEL' || thrown.code === 'EMBEDDED_NO_ROUTE' ? 404 : 400
  const code = thrown.code === 'EMBEDDED_NO_MODEL' ? 'model_not_found' : thrown.code.toLowerCase()
  return { status, body: errorBody(thrown.message, 'invalid_request_error', code) }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw retuneError('EMBEDDED_BAD_REQUEST', { problem: 'the body is not JSON' }, { cause })
  }
}

function requirePlayed(model: string): void {
  if (!canEmbed(model)) throw retuneError('EMBEDDED_NO_MODEL', { model })
}

function understandConversation(
  request: Conversation,
  body: string,
  write: (request: Conversation, reply: ReturnType<typeof answerConversation>, id: string) => unknown,
): Understood {
  requirePlayed(request.model)
  return {
    job: jobOf(request),
    answer: (act) =>
      write(request, spoilReply(answerConversation(request), act), hashText(body).slice(0, 32)),
  }
}

/** Finds out what a request asks for; throws the catalogued error for what it cannot answer. */
export function understand(method: string, path: string, body: string): Understood {
  switch (`${method} ${path}`) {
    case 'POST /v1/responses':
      return understandConversation(readResponses(parseJson(body)), body, writeResponse)
    case 'POST /v1/chat/completions':
      return understandConversation(readChat(parseJson(body)), body, writeChat)
    case 'POST /v1/embeddings': {
      const request = readEmbeddings(parseJson(body))
      requirePlayed(request.model)
      return {
        job: 'embedding',
        answer: (act) => writeEmbeddings(act && 'empty' in act ? { ...request, texts: [] } : request),
      }
    }
    case 'GET /v1/models':
      return { job: 'models', answer: () => ({ object: 'list', data: modelNames.map(modelEntry) }) }
    default:
      throw retuneError('EMBEDDED_NO_ROUTE', { route: `${method} ${path}` })
  }
}
