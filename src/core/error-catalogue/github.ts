import { sentence } from './suggest.ts'

const twoWorkflows =
  'A pull request from a fork gets a token that may only read. Run the suites without keys in one workflow and comment from a second one (workflow_run), as examples/workflows/fork-run.yml and fork-comment.yml of prompt-retune do.'

export const githubErrors = {
  CLI_REPORT_MISSING: ({ file }: { file: string }) => ({
    what: `there is no report at ${file}.`,
    fix: 'Run "npx vitest run" before, in the folder of the Vitest config, or name one: --report=FILE.',
  }),
  CLI_REPORT_UNREADABLE: ({ file, problem }: { file: string; problem: string }) => ({
    what: `${file} is no report of a run: ${sentence(problem)}`,
    fix: 'A run leaves its report in .prompt-retune/last-run.json; the same version of prompt-retune should read it.',
  }),
  CLI_REPORT_TOO_LARGE: ({ file, megabytes, most }: { file: string; megabytes: number; most: number }) => ({
    what: `${file} has ${megabytes} MB; at most ${most} are read.`,
    fix: "Set report: 'ids-only' in the plugin options, which leaves inputs and outputs out.",
  }),
  CLI_COMMENT_OPTION: ({ option, problem }: { option: string; problem: string }) => ({
    what: `${option} does not fit: ${sentence(problem)}`,
    fix: 'Write it as --pr=12, --repo=owner/name or --key=triage.',
  }),
  CLI_NO_TOKEN: (_: object) => ({
    what: 'there is no token for GitHub.',
    fix: 'Set GITHUB_TOKEN (in a workflow: env: GITHUB_TOKEN: ${{ github.token }}) or GH_TOKEN; --dry-run needs none.',
  }),
  CLI_NO_REPOSITORY: (_: object) => ({
    what: 'it is not known which repository to comment in.',
    fix: 'Name it: --repo=owner/name. In a workflow GITHUB_REPOSITORY says it.',
  }),
  CLI_NO_PULL_REQUEST: (_: object) => ({
    what: 'it is not known which pull request to comment on.',
    fix: 'Name it: --pr=12. In a workflow of pull_request or workflow_run the event says it.',
  }),
  GITHUB_API_URL: (_: object) => ({
    what: 'GITHUB_API_URL is no address that a token may be sent to.',
    fix: 'Give an https address such as https://github.example.com/api/v3.',
  }),
  GITHUB_UNREACHABLE: ({ place, problem }: { place: string; problem: string }) => ({
    what: `${place} gave no answer: ${sentence(problem)}`,
    fix: 'Check the network and GITHUB_API_URL, or try again later.',
  }),
  GITHUB_DOWN: ({ status, said }: { status: number; said: string }) => ({
    what: `GitHub failed several times (${status}): ${sentence(said)}`,
    fix: 'Try again later; www.githubstatus.com tells more.',
  }),
  GITHUB_RATE_LIMIT: ({ minutes, said }: { minutes: number; said: string }) => ({
    what: `GitHub limits the rate of calls: ${sentence(said)}`,
    fix: `It would take another ${minutes} min, which is too long to wait. Comment less often, or use a token of your own.`,
  }),
  GITHUB_UNAUTHORIZED: ({ said }: { said: string }) => ({
    what: `GitHub does not know the token (401): ${sentence(said)}`,
    fix: 'Check GITHUB_TOKEN or GH_TOKEN: it may have expired, or be for another server than GITHUB_API_URL.',
  }),
  GITHUB_FORBIDDEN: ({ said, fork }: { said: string; fork: boolean }) => ({
    what: `GitHub does not let this token comment (403): ${sentence(said)}`,
    fix: fork
      ? twoWorkflows
      : 'Give the job "permissions: pull-requests: write", or the token the right to write pull requests. For pull requests from forks see examples/workflows/fork-comment.yml of prompt-retune.',
  }),
  GITHUB_NOT_FOUND: ({ what, said }: { what: string; said: string }) => ({
    what: `GitHub finds no ${what} (404): ${sentence(said)}`,
    fix: 'Check --repo and --pr; what a token may not see is not found either.',
  }),
  GITHUB_REFUSED: ({ status, said }: { status: number; said: string }) => ({
    what: `GitHub refuses the comment (${status}): ${sentence(said)}`,
    fix: '"prompt-retune comment --dry-run" shows what was sent.',
  }),
  GITHUB_STRANGE: ({ what }: { what: string }) => ({
    what: `GitHub answered with something else than ${what}.`,
    fix: 'Check GITHUB_API_URL: it is https://api.github.com, or https://HOST/api/v3 of a GitHub Enterprise Server.',
  }),
}
