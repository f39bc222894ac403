import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StoredComment {
  id: number
  body: string
  author: string
}

export interface StoredPull {
  number: number
  state: 'open' | 'closed'
  sha: string
  /** `owner:branch` of its head, and the repository that it stands in. */
  head: string
  from: string
}

/** Taken in the place of an answer, once, by the first request that fits. */
export interface Fault {
  readonly on: RegExp
  readonly status: number
  readonly message?: string
  /** Default: the message. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** `drop`: no answer at all; `cut`: half of one; `lost`: done, but the answer is an error; default: nothing is done. */
  readonly how?: 'drop' | 'cut' | 'lost'
}

export interface GitHubServerOptions {
  /** Whose requests they are, by token; `app`: of an app, which is no user. */
  readonly tokens?: Readonly<Record<string, { login: string; app?: boolean; readOnly?: boolean }>>
  readonly comments?: readonly StoredComment[]
  readonly pulls?: readonly StoredPull[]
  /** Comments on a page at most, whatever is asked for. */
  readonly pageSize?: number
  readonly faults?: readonly Fault[]
}

/** The part of GitHub's REST API that has to do with comments on pull requests of `acme/desk`, on a free loopback port. */
export async function startGitHub(options: GitHubServerOptions = {}) {
  const tokens = options.tokens ?? { 'job-token': { login: 'github-actions[bot]', app: true } }
  const comments = (options.comments ?? []).map((comment) => ({ ...comment }))
  const pulls = options.pulls ?? [
    { number: 12, state: 'open', sha: 'a'.repeat(40), head: 'acme:topic', from: 'acme/desk' },
  ]
  const faults = [...(options.faults ?? [])]
  const requests: string[] = []
  let nextId = 1_000

  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing))

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk
    const asked = `${incoming.method} ${incoming.url}`
    requests.push(asked)
    const index = faults.findIndex(({ on }) => on.test(asked))
    const fault = index === -1 ? undefined : faults.splice(index, 1)[0]
    if (fault && fault.how !== 'lost') {
      if (fault.how === 'drop') return void outgoing.destroy()
      if (fault.how === 'cut') {
        outgoing.writeHead(fault.status, { 'content-length': '1000' })
        return void outgoing.write('[{"id": ', () => outgoing.destroy())
      }
      return reply(outgoing, fault.status, bodyOf(fault), fault.headers)
    }
    const answer = respond(asked, incoming.headers.authorization ?? '', text)
    if (fault) return reply(outgoing, fault.status, bodyOf(fault), fault.headers)
    reply(outgoing, answer.status, answer.body, answer.headers)
  }

  interface Answer {
    readonly status: number
    readonly body: unknown
    readonly headers?: Readonly<Record<string, string>>
  }

  const notFound: Answer = { status: 404, body: { message: 'Not Found' } }

  function respond(asked: string, authorization: string, text: string): Answer {
    const user = tokens[authorization.replace(/^Bearer /, '')]
    if (!user) return { status: 401, body: { message: 'Bad credentials' } }
    const forbidden: Answer = { status: 403, body: { message: 'Resource not accessible by integration' } }
    const [method = '', path = ''] = asked.split(' ')
    const url = new URL(path, 'http://localhost')
    if (url.pathname === '/user') return user.app ? forbidden : { status: 200, body: { login: user.login } }
    if (url.pathname === '/repos/acme/desk/pulls') return { status: 200, body: listPulls(url) }
    const [, number, id] =
      /^\/repos\/acme\/desk\/issues\/(?:(\d+)\/comments|comments\/(\d+))$/.exec(url.pathname) ?? []
    if (number !== undefined && !pulls.some((pull) => pull.number === Number(number))) return notFound
    if (method === 'GET' && number !== undefined) return listComments(url)
    if (user.readOnly) return forbidden
    if (method === 'DELETE') {
      const index = comments.findIndex((one) => one.id === Number(id))
      if (index === -1) return notFound
      if (comments[index]?.author !== user.login) return forbidden
      comments.splice(index, 1)
      return { status: 204, body: undefined }
    }
    const { body }: { body: string } = JSON.parse(text)
    if (body.length > 65_536) {
      const message = 'Validation Failed'
      return {
        status: 422,
        body: { message, errors: [{ message: 'body is too long (maximum is 65536 characters)' }] },
      }
    }
    if (method === 'POST' && number !== undefined) {
      const comment = { id: nextId++, body, author: user.login }
      comments.push(comment)
      return { status: 201, body: show(comment) }
    }
    const comment = comments.find((one) => one.id === Number(id))
    if (method !== 'PATCH' || !comment) return notFound
    if (comment.author !== user.login) return forbidden
    comment.body = body
    return { status: 200, body: show(comment) }
  }

  function listComments(url: URL): Answer {
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), options.pageSize ?? 100)
    const page = Number(url.searchParams.get('page') ?? 1)
    const last = Math.max(1, Math.ceil(comments.length / size))
    const link = (to: number, rel: string) => {
      url.searchParams.set('page', String(to))
      return `<${address()}${url.pathname}${url.search}>; rel="${rel}"`
    }
    const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : [link(1, 'first')]
    const shown = comments.slice((page - 1) * size, page * size).map(show)
    return { status: 200, body: shown, headers: { link: links.join(', ') } }
  }

  function listPulls(url: URL): unknown[] {
    const head = url.searchParams.get('head')
    const state = url.searchParams.get('state') ?? 'open'
    return pulls
      .filter((pull) => pull.head === head && pull.state === state)
      .map(({ number, state: is, sha, from }) => ({
        number,
        state: is,
        head: { sha, repo: { full_name: from } },
      }))
  }

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const show = ({ id, body, author }: StoredComment) => ({
    id,
    body,
    user: { login: author },
    html_url: `https://github.com/acme/desk/pull/12#issuecomment-${id}`,
  })

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: address(),
    comments,
    /** `GET /user`, in the order of arrival. */
    requests,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function bodyOf({ body, message = 'fault' }: Fault): unknown {
  return body ?? { message }
}

function reply(
  outgoing: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  outgoing.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  outgoing.end(body === undefined ? undefined : JSON.stringify(body))
}
