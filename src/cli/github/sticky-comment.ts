import { z } from 'zod'
import { RetuneError } from '../../core/errors.ts'
import type { GitHub, GitHubAnswer } from './rest-client.ts'

const commentSchema = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  html_url: z.string().optional(),
})

type Comment = z.output<typeof commentSchema>

/** Whose comments the token of a workflow makes. */
const workflowBot = 'github-actions[bot]'

export interface StickyComment {
  /** `owner/name`. */
  readonly repository: string
  readonly pullRequest: number
  /** What the comment is found again by: its last line. */
  readonly marker: string
  /** Without the marker. */
  readonly text: string
  /** Whose comments are one's own. Default: the token's user, or the workflow's bot. */
  readonly author?: string | undefined
}

export interface Placed {
  readonly done: 'created' | 'updated' | 'unchanged'
  readonly url: string | undefined
}

/**
 * Creates the one comment, or brings it up to date: the one of the token's own user that ends in the marker. Others may write the
 * marker too, and theirs are left alone. Nothing is written where nothing changed.
 *
 * @throws RetuneError `GITHUB_*`
 */
export async function placeComment(github: GitHub, comment: StickyComment): Promise<Placed> {
  const author = comment.author ?? (await findAuthor(github))
  const body = `${comment.text.trimEnd()}\n\n${comment.marker}`
  const [issues, number] = [`/repos/${comment.repository}/issues`, comment.pullRequest]
  for (let attempt = 1; ; attempt++) {
    const own = await findOwn(github, `${issues}/${number}/comments?per_page=100`, {
      author,
      marker: comment.marker,
    })
    if (own && sameText(own.body ?? '', body)) return { done: 'unchanged', url: own.html_url }
    try {
      const { data } = await github.request({
        ...(own
          ? { method: 'PATCH', path: `${issues}/comments/${own.id}` }
          : { method: 'POST', path: `${issues}/${number}/comments` }),
        body: { body },
        schema: commentSchema,
        what: own ? 'comment of its own' : 'such pull request',
      })
      return { done: own ? 'updated' : 'created', url: data.html_url }
    } catch (thrown) {
      // It may have been made all the same: it is looked for before another one is.
      if (attempt === 2 || !isUnclear(thrown)) throw thrown
    }
  }
}

/** The oldest one, on whichever page it stands. */
async function findOwn(
  github: GitHub,
  first: string,
  { author, marker }: { readonly author: string; readonly marker: string },
): Promise<Comment | undefined> {
  let page: string | undefined = first
  while (page !== undefined) {
    const { data, next }: GitHubAnswer<Comment[]> = await github.request({
      path: page,
      schema: z.array(commentSchema),
      what: 'such pull request',
    })
    const own = data.find(({ user, body }) => user?.login === author && body?.trimEnd().endsWith(marker))
    if (own) return own
    page = next
  }
  return undefined
}

/** The token of a workflow, or of another app, is no user's. */
async function findAuthor(github: GitHub): Promise<string> {
  try {
    const schema = z.object({ login: z.string() })
    return (await github.request({ path: '/user', schema, what: 'user of the token' })).data.login
  } catch (thrown) {
    if (thrown instanceof RetuneError && thrown.code === 'GITHUB_FORBIDDEN') return workflowBot
    throw thrown
  }
}

function isUnclear(thrown: unknown): boolean {
  return (
    thrown instanceof RetuneError &&
    ['GITHUB_DOWN', 'GITHUB_UNREACHABLE', 'GITHUB_STRANGE'].includes(thrown.code)
  )
}

function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd()
  return plain(a) === plain(b)
}
