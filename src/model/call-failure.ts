import type { CaseError, ErrorKind } from '../core/case-result.ts'
import type { RateSigns } from './pace/rate-headers.ts'
import { redactKey } from './redact-key.ts'
import { type Connection, showURL } from './resolve-connection.ts'
import { isNoModel, isOutOfQuota, isPromptFiltered, type ServerError, serverError } from './server-error.ts'

/** Why one attempt gave no answer. */
export interface CallFailure {
  readonly error: CaseError
  /** May the same call work later? */
  readonly retry: boolean
  /** Milliseconds to wait, if the server named them. */
  readonly wait?: number | undefined
  /** What the server said of its limits. */
  readonly signs?: RateSigns | undefined
  /** The provider's filter stopped the prompt: a failure of the prompt, not of the call. */
  readonly filtered?: boolean
  /** The server knows no such path: it may speak the other API. */
  readonly unknownPath?: boolean
}

/** What was asked, for the messages. */
export interface CallTarget {
  readonly connection: Connection
  readonly model: string
  readonly path: string
  /** Milliseconds for one attempt. */
  readonly timeout: number
}

export const stopped: CallFailure = {
  error: { kind: 'aborted', message: 'The call was stopped before the model answered.' },
  retry: false,
}

/** What becomes of all further calls once a server has run out of quota, or has failed too often in a row. */
export function notAsked({ error }: CallFailure, inARow: number): CallFailure {
  const reason =
    error.kind === 'quota'
      ? error.message
      : `${inARow} calls in a row had failed, the last one so: ${error.message} (limits.breaker says after how many.)`
  return { error: { kind: 'not-asked', message: `Not asked any more: ${reason}` }, retry: false }
}

export function timedOut({ connection, timeout }: CallTarget): CallFailure {
  return failure(
    'timeout',
    `${showURL(connection.baseURL)} gave no answer within ${timeout} ms. Raise limits.timeout or models.*.timeout, or lower limits.concurrency.`,
    true,
  )
}

/** A 200 whose body is not what the API promises. */
export function notAnAnswer(target: CallTarget, body: unknown): CallFailure {
  const { message } = serverError(undefined, body, '')
  return failure(
    'server',
    say(
      target,
      (place) =>
        `${place}${target.path} answered something that is no model answer (${message}). Check the base URL: it usually ends in /v1.`,
    ),
    false,
  )
}

/** No answer came back at all. */
export function lostConnection(code: string | undefined, message: string, target: CallTarget): CallFailure {
  return failure(
    'connection',
    say(target, (place) => connectionMessage(code, message, place)),
    true,
  )
}

/** An error that a server reported, by status or inside an answer. */
export function statusFailure(error: ServerError, target: CallTarget): CallFailure {
  const { status, message } = error
  const { connection, model, path } = target
  const fail = (kind: ErrorKind, words: (place: string) => string, retry = false): CallFailure =>
    failure(kind, say(target, words), retry, status)
  const number = status === undefined ? '' : ` (${status})`

  if (isOutOfQuota(error)) {
    return fail(
      'quota',
      (place) => `The account at ${place} has no quota left${number}: ${message} Check its plan and billing.`,
    )
  }
  if (isPromptFiltered(error)) {
    return {
      ...fail('bad-request', () => `The provider's content filter stopped the prompt: ${message}`),
      filtered: true,
    }
  }
  if (status === 401 || status === 403) {
    const fix = connection.keyed
      ? 'Check OPENAI_API_KEY or models.*.apiKey, and what that key may use.'
      : 'Set OPENAI_API_KEY, which is sent to the server of OPENAI_BASE_URL only, or models.*.apiKey.'
    return fail('auth', (place) => `${place} refused the API key${number}: ${message} ${fix}`)
  }
  if (status === 429 || error.code === 'rate_limit_exceeded') {
    return fail(
      'rate-limit',
      (place) =>
        `${place} limits the rate of calls${number}: ${message} Lower limits.concurrency or raise limits.retries.`,
      true,
    )
  }
  if (isNoModel(error)) {
    return fail(
      'bad-request',
      (place) =>
        `There is no model "${model}" at ${place}${number}: ${message} Correct the model's name in the prompt file (the target's), in models.*.model or in OPENAI_MODEL.`,
    )
  }
  if (status === 404 || status === 405 || status === 501) {
    return {
      ...fail(
        'bad-request',
        (place) =>
          `${place} does not know ${path}${number}: ${message} Check the base URL (it usually ends in /v1) and models.*.api.`,
      ),
      unknownPath: true,
    }
  }
  if (status === undefined || status >= 500 || status === 408 || status === 409) {
    return fail('server', (place) => `${place} failed${number}: ${message} Try again later.`, true)
  }
  return fail(
    'bad-request',
    (place) =>
      `${place} refused the request${number}: ${message} Check the model's settings and the output schema.`,
  )
}

function failure(kind: ErrorKind, message: string, retry: boolean, status?: number): CallFailure {
  return { error: { kind, message, ...(status === undefined ? {} : { status }) }, retry }
}

function say({ connection }: CallTarget, words: (place: string) => string): string {
  return redactKey(words(showURL(connection.baseURL)), connection)
}

function connectionMessage(code: string | undefined, message: string, place: string): string {
  if (code === 'ECONNREFUSED') {
    return `Nothing listens at ${place} (connection refused). Start the server, or correct OPENAI_BASE_URL or models.*.baseURL.`
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The host of ${place} is not known (${code}). Check the network, OPENAI_BASE_URL and models.*.baseURL.`
  }
  const detail = [code, message].filter(Boolean).join(': ')
  return `The connection to ${place} was lost${detail ? ` (${detail})` : ''}. Check the network and the server.`
}
