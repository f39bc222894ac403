import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { z } from 'zod'
import type { PlaceOptions } from '../../report/place-link.ts'

const eventSchema = z.object({ pull_request: z.object({ head: z.object({ sha: z.string() }) }) })

/** Where the files of a project stand on GitHub, by what its runner tells; for a pull request at its head, not at the merge commit. */
export async function githubPlace(env: NodeJS.ProcessEnv, root: string): Promise<PlaceOptions> {
  const workspace = env.GITHUB_WORKSPACE
  return {
    repository: env.GITHUB_REPOSITORY,
    sha: (await headOfPullRequest(env.GITHUB_EVENT_PATH)) ?? env.GITHUB_SHA,
    serverUrl: env.GITHUB_SERVER_URL,
    folder: workspace === undefined ? undefined : relative(workspace, root),
  }
}

async function headOfPullRequest(eventFile: string | undefined): Promise<string | undefined> {
  if (eventFile === undefined) return undefined
  try {
    const event: unknown = JSON.parse(await readFile(eventFile, 'utf8'))
    return eventSchema.safeParse(event).data?.pull_request.head.sha
  } catch {
    return undefined
  }
}
