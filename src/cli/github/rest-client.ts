import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { messageOf, retuneError } from '../../core/errors.ts'
import { parseJson } from '../../core/json.ts'
import { pauseFor } from './pause-for.ts'
import { refusal, saidOf } from './refusal.ts'

export interface GitHubAccess {
  /** `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly apiUrl: string
  readonly token: string
  /** Is the pull request from a fork? For what a refusal means. */
  readonly fork: boolean
  /** Waits so many milliseconds. */
  readonly wait?: (milliseconds: number) => Promise<unknown>
}

export interface GitHubRequest<T> {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the API's address, or a whole one on the same server. */
  readonly path: string
  readonly body?: unknown
  readonly schema: z.ZodType<T>
  /** What is asked for, in words. */
  readonly what: string
}

export interface GitHubAnswer<T> {
  readonly data: T
  /** The next page. */
  readonly next: string | undefined
}

export interface GitHub {
  /**
   * One request. What may pass is asked again: rate limits when they allow it, and 5xx and lost connections unless the request makes
   * something, since it may have been made.
   *
   * @throws RetuneError `GITHUB_*`
   */
  request<T>(request: GitHubRequest<T>): Promise<GitHubAnswer<T>>
}

const mostAttempts = 5
/** Milliseconds. */
const timeout = 30_000
/** All waits together, in milliseconds: a job costs money while it waits. */
const mostWaiting = 300_000

/** @throws RetuneError `GITHUB_API_URL` */
export function createGitHub({ apiUrl, token, fork, wait = sleep }: GitHubAccess): GitHub {
  const base = readApiUrl(apiUrl)
  let waited = 0

  async function pause(milliseconds: number): Promise<boolean> {
    if (waited + milliseconds > mostWaiting) return false
    waited += milliseconds
    await wait(milliseconds)
    return true
  }

  async function send(
    url: string,
    { method = 'GET', body }: GitHubRequest<unknown>,
  ): Promise<Received | Error> {
    try {
      const response = await fetch(url, {
        method,
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'user-agent': 'prompt-retune',
          'x-github-api-version': '2022-11-28',
        },
        signal: AbortSignal.timeout(timeout),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { response, text: await response.text() }
    } catch (thrown) {
      return new Error(messageOf(thrown), { cause: thrown })
    }
  }

  return {
    async request(asked) {
      const url = addressOf(asked.path, base)
      const repeatable = asked.method !== 'POST'
      for (let attempt = 1; ; attempt++) {
        const last = attempt === mostAttempts
        const received = await send(url, asked)
        if (received instanceof Error) {
          if (repeatable && !last && (await pause(1_000 * 2 ** attempt))) continue
          throw retuneError('GITHUB_UNREACHABLE', { place: base.origin, problem: causeOf(received) })
        }
        const { response, text } = received
        if (response.ok) return readAnswer(received, asked)
        const said = saidOf(text, response.statusText)
        const limit = pauseFor(response, said, Date.now())
        if (limit !== undefined) {
          if (!last && (await pause(limit))) continue
          throw retuneError('GITHUB_RATE_LIMIT', { minutes: Math.ceil(limit / 60_000), said })
        }
        if (response.status >= 500 && repeatable && !last && (await pause(1_000 * 2 ** attempt))) continue
        throw refusal(response.status, { said, fork, what: asked.what })
      }
    },
  }
}

/** An answer with all of its body: one that is cut short is none. */
interface Received {
  readonly response: Response
  readonly text: string
}

function readAnswer<T>({ response, text }: Received, { schema, what }: GitHubRequest<T>): GitHubAnswer<T> {
  const read = schema.safeParse(parseJson(text))
  if (!read.success) throw retuneError('GITHUB_STRANGE', { what })
  const next = /<([^>]+)>;[^,]*rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
  return { data: read.data, next }
}

/** Only where nobody listens in: https, or this machine. */
function readApiUrl(apiUrl: string): URL {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined
  const local = url && /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && local))) {
    throw retuneError('GITHUB_API_URL', {})
  }
  return url
}

/** The token goes to no other server, whatever a page's link says. */
function addressOf(path: string, base: URL): string {
  if (!/^https?:/.test(path)) return `${base.href.replace(/\/+$/, '')}${path}`
  if (new URL(path).origin !== base.origin) throw retuneError('GITHUB_STRANGE', { what: 'pages of its own' })
  return path
}

function causeOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.cause : undefined
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message
}
