import OpenAI, { APIError } from 'openai'
import { isRecord } from '../core/json.ts'
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

type BuildOptions = Parameters<OpenAI['buildRequest']>
type BuiltRequest = Awaited<ReturnType<OpenAI['buildRequest']>>

class Client extends OpenAI {
  readonly #built = new Map<string, Promise<BuiltRequest>>()

  /**
   * Calls to one path differ in their bodies alone. Their address and headers are put together once: that is most of what
   * `openai` does for a call, and takes as long as the sending.
   */
  override async buildRequest(...[options, attempt]: BuildOptions): Promise<BuiltRequest> {
    const { method, path, body, signal, ...more } = options
    if (method !== 'post' || !isJson(body) || Object.keys(more).length > 0) {
      return super.buildRequest(options, attempt)
    }
    const known = this.#built.get(path) ?? super.buildRequest(options, attempt)
    this.#built.set(path, known)
    const { req, url, timeout } = await known
    return { req: { ...req, body: JSON.stringify(body), signal: signal ?? null }, url, timeout }
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

const isJson = (body: unknown) => isRecord(body) && Object.getPrototypeOf(body) === Object.prototype

/** The one client of a connection. Retries are ours: they give their concurrency slot back while they wait. */
export function createOpenAIClient({ baseURL, apiKey, headers = {} }: Connection): OpenAI {
  return new Client({ baseURL, apiKey, maxRetries: 0, fetch: httpFetch, defaultHeaders: headers })
}
