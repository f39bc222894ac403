import { z } from 'zod'
import type { PullRequestEvent } from './pull-request-event.ts'
import type { GitHub } from './rest-client.ts'

const pullsSchema = z.array(
  z.object({
    number: z.int(),
    state: z.string(),
    head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
  }),
)

/**
 * The open pull request whose head a run was about. An event does not tell those from forks, and what an artifact says of it is not
 * to be trusted.
 *
 * @returns nothing when the pull request was closed, or has moved on since
 */
export async function findPullRequest(
  github: GitHub,
  repository: string,
  { sha, branch, repository: from }: NonNullable<PullRequestEvent['run']>,
): Promise<number | undefined> {
  const [owner = ''] = from.split('/')
  const head = encodeURIComponent(`${owner}:${branch}`)
  const { data } = await github.request({
    path: `/repos/${repository}/pulls?state=open&per_page=100&head=${head}`,
    schema: pullsSchema,
    what: `repository ${repository}`,
  })
  const own = data.filter(
    (pull) => pull.state === 'open' && pull.head.sha === sha && pull.head.repo?.full_name === from,
  )
  return own.map(({ number }) => number).sort((a, b) => b - a)[0]
}
