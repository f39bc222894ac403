import { readFile } from 'node:fs/promises'
import { z } from 'zod'

const repositorySchema = z.object({ full_name: z.string() })

const pullRequestSchema = z.object({
  number: z.int(),
  head: z.object({ sha: z.string(), repo: repositorySchema.nullish() }),
  base: z.object({ repo: repositorySchema }),
})

const eventSchema = z.union([
  z.object({ pull_request: pullRequestSchema }),
  z.object({
    workflow_run: z.object({
      event: z.string().optional(),
      head_sha: z.string(),
      head_branch: z.string().nullish(),
      head_repository: repositorySchema.nullish(),
      pull_requests: z.array(z.object({ number: z.int(), head: z.object({ sha: z.string() }) })).catch([]),
    }),
    repository: repositorySchema,
  }),
  z.object({ issue: z.object({ number: z.int(), pull_request: z.object({}) }) }),
])

/** What the event of a workflow tells of its pull request. */
export interface PullRequestEvent {
  /** Absent where it has to be looked for. */
  readonly number?: number
  /** The commit that was run; absent where the event does not say it. */
  readonly sha?: string
  /** Does it come from another repository? */
  readonly fork: boolean
  /** The run that a `workflow_run` is about, to find its pull request by. */
  readonly run?: { readonly sha: string; readonly branch: string; readonly repository: string }
}

/**
 * Reads the file that `GITHUB_EVENT_PATH` names.
 *
 * @returns `none` for an event without a pull request, such as a push; nothing without a file that can be read
 */
export async function readEvent(file: string | undefined): Promise<PullRequestEvent | 'none' | undefined> {
  if (file === undefined || file === '') return undefined
  const json = await readJson(file)
  if (json === undefined) return undefined
  const read = eventSchema.safeParse(json)
  if (!read.success) return 'none'
  const event = read.data
  if ('pull_request' in event) {
    const { number, head, base } = event.pull_request
    return { number, sha: head.sha, fork: head.repo?.full_name !== base.repo.full_name }
  }
  if ('issue' in event) return { number: event.issue.number, fork: false }
  const {
    head_sha: sha,
    head_branch: branch,
    head_repository: from,
    pull_requests: known,
  } = event.workflow_run
  const number = known.find(({ head }) => head.sha === sha)?.number
  const repository = from?.full_name ?? event.repository.full_name
  return {
    ...(number === undefined ? {} : { number }),
    sha,
    // The second workflow has a token of the repository's own.
    fork: false,
    ...(branch ? { run: { sha, branch, repository } } : {}),
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
