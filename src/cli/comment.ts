import { relative } from 'node:path'
import { hashText } from '../core/canonical-hash.ts'
import { retuneError } from '../core/errors.ts'
import { createRedactor } from '../core/redaction/create-redactor.ts'
import type { RunReport } from '../core/run-report.ts'
import { oneLine } from '../report/escape-control.ts'
import { renderMarkdown } from '../report/render-markdown.ts'
import type { ProcessLike } from './command-line.ts'
import { type CommentOptions, readCommentOptions } from './comment-options.ts'
import { findPullRequest } from './github/find-pull-request.ts'
import { type PullRequestEvent, readEvent } from './github/pull-request-event.ts'
import { createGitHub, type GitHub } from './github/rest-client.ts'
import { placeComment } from './github/sticky-comment.ts'
import { readReport } from './read-report.ts'

export const commentHelp = `
Usage: prompt-retune comment [options]

Creates the one comment on a pull request that tells of the last run, or brings it up to date. The token is taken
from GITHUB_TOKEN or GH_TOKEN, the rest from what a GitHub workflow says of itself.

  --dry-run            Print the comment, send nothing
  --report=<file>      The report of the run (default: .prompt-retune/last-run.json)
  --pr=<n>             The pull request (default: the one of the workflow's event)
  --repo=<owner/name>  The repository (default: GITHUB_REPOSITORY)
  --key=<name>         Tells several comments on one pull request apart (default: the workflow's name)
  --author=<login>     Whose comment it is, for the token of an app of your own: <slug>[bot]
  --folder=<path>      The project's folder in the repository, for links (default: the working directory's)
`

/**
 * `prompt-retune comment`
 *
 * @param wait waits so many milliseconds
 * @returns the exit code: 0, also where there is nothing to comment on
 * @throws RetuneError CLI_UNKNOWN_OPTION, CLI_COMMENT_OPTION, CLI_REPORT_*, CLI_NO_*, GITHUB_*
 */
export async function runComment(
  words: readonly string[],
  proc: ProcessLike,
  wait?: (milliseconds: number) => Promise<unknown>,
): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    proc.stdout.write(commentHelp)
    return 0
  }
  const options = readCommentOptions(words)
  const env = proc.env ?? {}
  const report = await readReport(options.report, { cwd: proc.cwd(), redactor: createRedactor({ env }) })
  const event = await readEvent(env.GITHUB_EVENT_PATH)
  const job = { options, proc, event: event === 'none' ? undefined : event }
  const marker = `<!-- prompt-retune:${options.key ?? keyOf(env.GITHUB_WORKFLOW)} -->`
  if (options['dry-run']) {
    proc.stdout.write(`${render(report, job)}\n${marker}\n`)
    return 0
  }
  if (event === 'none' && options.pr === undefined) {
    proc.stdout.write('There is no pull request to comment on: the workflow runs for another event.\n')
    return 0
  }
  const repository = options.repo ?? env.GITHUB_REPOSITORY
  if (!repository) throw retuneError('CLI_NO_REPOSITORY', {})
  const token = env.GITHUB_TOKEN || env.GH_TOKEN
  if (!token) throw retuneError('CLI_NO_TOKEN', {})
  const apiUrl = env.GITHUB_API_URL || 'https://api.github.com'
  const github = createGitHub({ apiUrl, token, fork: job.event?.fork ?? false, ...(wait ? { wait } : {}) })
  const pullRequest = await pullRequestOf(github, repository, job)
  if (pullRequest === undefined) {
    proc.stdout.write(
      'There is no open pull request with this commit at its head any more: nothing to comment on.\n',
    )
    return 0
  }
  const { author } = options
  const text = render(report, job)
  const { done, url, stranger } = await placeComment(github, {
    repository,
    pullRequest,
    marker,
    text,
    author,
  })
  proc.stdout.write(`The comment on pull request ${pullRequest} was ${said[done]}${url ? `: ${url}` : ''}\n`)
  if (stranger)
    proc.stdout.write(
      `It is by ${oneLine(stranger, 100)}: say --author=${oneLine(stranger, 100)} to have it found by the next run.\n`,
    )
  return 0
}

const said = {
  created: 'created',
  updated: 'brought up to date',
  unchanged: 'left as it is, since nothing changed',
}

interface Job {
  readonly options: CommentOptions
  readonly proc: ProcessLike
  readonly event: PullRequestEvent | undefined
}

async function pullRequestOf(
  github: GitHub,
  repository: string,
  { options, event }: Job,
): Promise<number | undefined> {
  const number = options.pr ?? event?.number
  if (number !== undefined) return number
  if (event?.run) return findPullRequest(github, repository, event.run)
  throw retuneError('CLI_NO_PULL_REQUEST', {})
}

function render(report: RunReport, { options, proc, event }: Job): string {
  const { GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_SERVER_URL, GITHUB_WORKSPACE } = proc.env ?? {}
  return renderMarkdown(report, {
    repository: options.repo ?? GITHUB_REPOSITORY,
    sha: event ? event.sha : GITHUB_SHA,
    serverUrl: GITHUB_SERVER_URL,
    folder: options.folder ?? (GITHUB_WORKSPACE && relative(GITHUB_WORKSPACE, proc.cwd())),
  })
}

/** A name that other letters are lost of has some of its hash, or all workflows of one alphabet would share a comment. */
function keyOf(workflow = ''): string {
  const plain = workflow
    .replace(/[^\w.]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 71)
  const lost = /[\p{L}\p{N}]/u.test(workflow.replace(/\w/g, ''))
  const told = lost ? [plain, hashText(workflow).slice(0, 8)] : [plain]
  return told.filter((part) => part !== '').join('-') || 'default'
}
