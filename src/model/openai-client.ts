import OpenAI, { APIError } from 'openai'
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

class Client extends OpenAI {
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

/** The one client of a connection. Retries are ours: they give their concurrency slot back while they wait. */
export function createOpenAIClient({ baseURL, apiKey, headers = {} }: Connection): OpenAI {
  return new Client({ baseURL, apiKey, maxRetries: 0, fetch: httpFetch, defaultHeaders: headers })
}
