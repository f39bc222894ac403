import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import { parseJson } from '../core/json.ts'
import { httpFetch } from './http-fetch.ts'
import type { Connection } from './resolve-connection.ts'

/** An answer of another status than 2xx, with its whole body: servers other than OpenAI's put their reason anywhere in it. */
export class StatusError extends APIError<number, Headers> {
  readonly body: unknown
  readonly text: string

  constructor(status: number, body: unknown, text: string, headers: Headers) {
    super(status, undefined, text, headers)
    this.body = body
    this.text = text
  }
}

type BuiltRequest = Awaited<ReturnType<OpenAI['buildRequest']>>

/** The client of `openai`, with a short way for the calls that a suite makes by the thousand. */
export class OpenAIClient extends OpenAI {
  readonly #built = new Map<string, Promise<BuiltRequest>>()

  /**
   * Posts JSON: what `post` does without its retries, its clock and its log, which are ours or not wanted here. Calls to one path
   * differ in their bodies alone, so that address and headers are put together once. Both take as long as the sending. Who sets
   * `OPENAI_LOG` gets that log.
   *
   * @throws StatusError, APIConnectionError
   */
  async send(path: string, body: Record<string, unknown>, signal: AbortSignal): Promise<Response> {
    if (this.logLevel === 'debug' || this.logLevel === 'info') {
      return this.post(path, { body, signal }).asResponse()
    }
    const built = this.#built.get(path) ?? this.buildRequest({ method: 'post', path, body: {} })
    this.#built.set(path, built)
    const { req, url } = await built
    const sent = { ...req, body: JSON.stringify(body), signal }
    const response = await this.fetchWithTimeout(url, sent).catch((cause: unknown) => {
      throw connectionError(cause)
    })
    if (response.ok) return response
    const text = await response.text()
    throw new StatusError(response.status, parseJson(text), text, response.headers)
  }

  /** The caller's signal holds the clock as well, also while the answer is read: a second clock would only cost time. */
  override fetchWithTimeout(url: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    return httpFetch(url, init)
  }

  protected override makeStatusError(
    status: number,
    body: object,
    text: string | undefined,
    headers: Headers,
  ): StatusError {
    return new StatusError(status, body, text ?? '', headers)
  }
}

function connectionError(thrown: unknown): APIConnectionError {
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (!/timed? ?out/i.test(`${cause} ${cause.cause}`)) return new APIConnectionError({ cause })
  return Object.assign(new APIConnectionTimeoutError(), { cause })
}

/** The one client of a connection. Retries are ours: they give their concurrency slot back while they wait. */
export function createOpenAIClient({ baseURL, apiKey, headers = {} }: Connection): OpenAIClient {
  return new OpenAIClient({ baseURL, apiKey, maxRetries: 0, fetch: httpFetch, defaultHeaders: headers })
}
