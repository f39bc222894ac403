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
  /** Whose the comment is, where somebody else was thought to be its author: it would not be found again. */
  readonly stranger?: string
}

/**
 * Creates the one comment, or brings it up to date: the one of the token's own user that ends in the marker. Others may write the
 * marker too, and theirs are left alone. Nothing is written where nothing changed. Where another run made one at the same time, the
 * older one stays.
 *
 * @throws RetuneError `GITHUB_*`
 */
export async function placeComment(github: GitHub, comment: StickyComment): Promise<Placed> {
  const author = comment.author ?? (await findAuthor(github))
  const { repository, pullRequest, marker } = comment
  const place = { issues: `/repos/${repository}/issues`, pullRequest, marker }
  const body = `${comment.text.trimEnd()}\n\n${marker}`
  for (let attempt = 1; ; attempt++) {
    const own = await findOwn(github, place, author)
    if (own && sameText(own.body ?? '', body)) return { done: 'unchanged', url: own.html_url }
    try {
      if (own) return { done: 'updated', url: (await update(github, place, own, body)).html_url }
      return await create(github, place, { author, body })
    } catch (thrown) {
      // It may have been made all the same: it is looked for before another one is.
      if (attempt === 2 || !isUnclear(thrown)) throw thrown
    }
  }
}

interface Place {
  readonly issues: string
  readonly pullRequest: number
  readonly marker: string
}

async function create(
  github: GitHub,
  place: Place,
  { author, body }: { readonly author: string; readonly body: string },
): Promise<Placed> {
  const { data: made } = await github.request({
    method: 'POST',
    path: `${place.issues}/${place.pullRequest}/comments`,
    body: { body },
    schema: commentSchema,
    what: 'such pull request',
  })
  const login = made.user?.login ?? author
  const stranger = login === author ? {} : { stranger: login }
  const first = await findOwn(github, place, login)
  if (!first || first.id === made.id) return { done: 'created', url: made.html_url, ...stranger }
  const { html_url: url } = await update(github, place, first, body)
  await remove(github, place, made)
  return { done: 'updated', url, ...stranger }
}

async function update(github: GitHub, { issues }: Place, { id }: Comment, body: string): Promise<Comment> {
  const path = `${issues}/comments/${id}`
  const what = 'comment of its own'
  return (await github.request({ method: 'PATCH', path, body: { body }, schema: commentSchema, what })).data
}

async function remove(github: GitHub, { issues }: Place, { id }: Comment): Promise<void> {
  const path = `${issues}/comments/${id}`
  try {
    await github.request({ method: 'DELETE', path, schema: z.unknown(), what: 'comment of its own' })
  } catch (thrown) {
    // Asked again after a lost answer, it is gone already.
    if (!(thrown instanceof RetuneError && thrown.code === 'GITHUB_NOT_FOUND')) throw thrown
  }
}

/** The oldest one, on whichever page it stands. */
async function findOwn(
  github: GitHub,
  { issues, pullRequest, marker }: Place,
  author: string,
): Promise<Comment | undefined> {
  let page: string | undefined = `${issues}/${pullRequest}/comments?per_page=100`
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
