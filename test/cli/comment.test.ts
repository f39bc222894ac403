import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runComment } from '../../src/cli/comment.ts'
import { messageOf } from '../../src/core/errors.ts'
import type { RunReport } from '../../src/core/run-report.ts'
import { failingSuite, sampleResult, sampleRun } from '../report/sample-data.ts'
import { type GitHubServerOptions, startGitHub } from '../support/github-server.ts'

const sha = 'a'.repeat(40)
const marker = '<!-- prompt-retune:Prompts -->'
const repository = { full_name: 'acme/desk' }

const pullRequestEvent = (from = 'acme/desk') => ({
  pull_request: { number: 12, head: { sha, repo: { full_name: from } }, base: { repo: repository } },
})
const workflowRunEvent = (from: string, known: unknown[] = []) => ({
  workflow_run: {
    event: 'pull_request',
    head_sha: sha,
    head_branch: 'topic',
    head_repository: { full_name: from },
    pull_requests: known,
  },
  repository,
})

interface Setting {
  readonly report?: unknown
  readonly event?: unknown
  readonly words?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A project that ran its suites in a workflow, beside a GitHub of its own. */
async function open(options: GitHubServerOptions = {}) {
  const github = await startGitHub(options)
  const folder = await mkdtemp(join(tmpdir(), 'comment-'))
  onTestFinished(async () => {
    await github.close()
    await rm(folder, { recursive: true })
  })
  const waits: number[] = []
  const run = async ({
    report = sampleRun,
    event = pullRequestEvent(),
    words = [],
    env = {},
  }: Setting = {}) => {
    await writeFile(join(folder, 'run.json'), typeof report === 'string' ? report : JSON.stringify(report))
    await writeFile(join(folder, 'event.json'), typeof event === 'string' ? event : JSON.stringify(event))
    let stdout = ''
    const proc = {
      argv: [],
      execPath: process.execPath,
      stdout: { write: (text: string) => (stdout += text) },
      stderr: { write: () => {} },
      cwd: () => folder,
      env: {
        GITHUB_API_URL: github.url,
        GITHUB_EVENT_PATH: join(folder, 'event.json'),
        GITHUB_REPOSITORY: 'acme/desk',
        GITHUB_TOKEN: 'job-token',
        GITHUB_WORKFLOW: 'Prompts',
        ...env,
      },
    }
    const wait = async (milliseconds: number) => void waits.push(milliseconds)
    try {
      return { code: await runComment(['--report=run.json', ...words], proc, wait), stdout, error: '' }
    } catch (error) {
      return { code: 2, stdout, error: messageOf(error) }
    }
  }
  return { github, folder, run, waits }
}

const other = (id: number, body: string, author = 'mallory') => ({ id, body, author })

describe('prompt-retune comment', () => {
  it('creates the comment, then brings it up to date, and writes nothing when nothing changed', async () => {
    const { github, run } = await open()
    expect(await run()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('was created: https://github.com/'),
    })
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).toMatch(/1 of 2 prompt suites fails.*\n[\s\S]*ticket triage/)
    expect(github.comments[0]?.body.endsWith(`\n\n${marker}`)).toBe(true)
    expect(github.comments[0]?.body).toContain(`https://github.com/acme/desk/blob/${sha}/`)

    github.requests.length = 0
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('left as it is') })
    expect(github.requests.filter((request) => !request.startsWith('GET '))).toEqual([])

    const better: RunReport = { ...sampleRun, suites: sampleRun.suites.slice(1) }
    expect(await run({ report: better })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('brought up to date'),
    })
    expect(github.comments).toHaveLength(1)
    expect(github.requests).toContain('PATCH /repos/acme/desk/issues/comments/1000')
  })

  it('finds its own comment on any page, and leaves alone whoever planted its marker', async () => {
    const chatter = Array.from({ length: 250 }, (_, index) => other(index + 1, `comment ${index}`))
    const comments = [
      other(500, `I am the report\n\n${marker}`),
      ...chatter,
      other(501, `quoting ${marker} in the middle`, 'github-actions[bot]'),
      other(502, 'another workflow\n\n<!-- prompt-retune:Other -->', 'github-actions[bot]'),
      other(503, `an old report\n\n${marker}\n`, 'github-actions[bot]'),
    ]
    const { github, run } = await open({ comments })
    expect((await run()).stdout).toContain('brought up to date')
    const changed = github.comments.filter(({ body }, index) => body !== comments[index]?.body)
    expect(changed.map(({ id }) => id)).toEqual([503])
    expect(github.requests.filter((request) => request.includes('comments?'))).toHaveLength(3)
  })

  it('keeps comments of workflows apart whose names have no letter of ours', async () => {
    const { github, run } = await open()
    const names = ['プロンプト', 'テスト', 'Prüfung', 'Pr\u{e4}fung']
    for (const name of [...names, ...names]) await run({ env: { GITHUB_WORKFLOW: name } })
    const markers = github.comments.map(({ body }) => body.split('\n').at(-1))
    expect(new Set(markers).size).toBe(4)
    expect(markers).toHaveLength(4)
    for (const one of markers) expect(one).toMatch(/^<!-- prompt-retune:[\w.-]{1,80} -->$/)
  })

  it('knows itself by the user of a personal token, or by a name that it is given', async () => {
    const tokens = {
      'my-token': { login: 'ann' },
      'app-token': { login: 'desk-app[bot]', app: true },
    }
    const comments = [
      other(1, `x\n\n${marker}`, 'github-actions[bot]'),
      other(2, `x\n\n${marker}`, 'ann'),
      other(3, `x\n\n${marker}`, 'desk-app[bot]'),
    ]
    const { github, run } = await open({ tokens, comments })
    const texts = () => github.comments.map(({ body }) => body.length > 60)
    await run({ env: { GITHUB_TOKEN: '', GH_TOKEN: 'my-token' } })
    expect(texts()).toEqual([false, true, false])
    await run({ env: { GITHUB_TOKEN: 'app-token' }, words: ['--author=desk-app[bot]'] })
    expect(texts()).toEqual([false, true, true])
  })

  it('leaves one comment where another run made one at the same time', async () => {
    const { github, run } = await open({
      comments: [other(7, `theirs\n\n${marker}`, 'github-actions[bot]'), other(8, `no report\n\n${marker}`)],
      // What was listed before the other run's comment was there.
      faults: [
        { on: /^GET .*comments/, status: 200, body: [] },
        { on: /^DELETE/, status: 502, how: 'lost' },
      ],
    })
    const { code, stdout } = await run()
    expect([code, stdout]).toEqual([0, expect.stringMatching(/brought up to date: .*issuecomment-7\n$/)])
    expect(github.comments.map(({ id }) => id)).toEqual([7, 8])
    expect(github.comments[0]?.body).toContain('ticket triage')
    expect(github.comments[1]?.body).toContain('no report')
  })

  it('says whose its comment is where the next run would not find it, and leaves one all the same', async () => {
    const tokens = { 'app-token': { login: 'desk-app[bot]', app: true } }
    const { github, run } = await open({ tokens })
    const env = { GITHUB_TOKEN: 'app-token' }
    for (const done of ['created', 'brought up to date']) {
      const { stdout } = await run({ env })
      expect(stdout).toContain(`was ${done}`)
      expect(stdout).toContain('It is by desk-app[bot]: say --author=desk-app[bot]')
      expect(github.comments).toHaveLength(1)
    }
    const { stdout } = await run({ env, words: ['--author=desk-app[bot]'] })
    expect(stdout).toMatch(/^[^\n]*left as it is[^\n]*\n$/)
  })

  it('keeps comments of several keys apart', async () => {
    const { github, run } = await open()
    await run()
    await run({ words: ['--key=other'] })
    await run({ env: { GITHUB_WORKFLOW: '  Prompts -- of / all "teams" --> ' } })
    expect(github.comments.map(({ body }) => body.split('\n').at(-1))).toEqual([
      marker,
      '<!-- prompt-retune:other -->',
      '<!-- prompt-retune:Prompts-of-all-teams -->',
    ])
  })

  it('prints instead with --dry-run, and needs neither token nor pull request for that', async () => {
    const { github, run } = await open()
    const { code, stdout } = await run({
      words: ['--dry-run'],
      event: {},
      env: { GITHUB_TOKEN: '', GITHUB_REPOSITORY: '' },
    })
    expect(code).toBe(0)
    expect(stdout).toContain('ticket triage')
    expect(stdout.endsWith(`\n${marker}\n`)).toBe(true)
    expect(github.requests).toEqual([])
  })

  it('fits into a comment, however large the report is', async () => {
    const results = Array.from({ length: 3_000 }, (_, index) =>
      sampleResult(index + 1, {
        verdict: 'failed',
        kind: 'wrong',
        input: { ticket: 'word '.repeat(100) },
        output: 'x'.repeat(500),
      }),
    )
    const suites = Array.from({ length: 60 }, (_, index) => ({
      ...failingSuite,
      name: `suite ${index}`,
      results: index === 0 ? results : failingSuite.results,
    }))
    const { github, run } = await open()
    expect((await run({ report: { ...sampleRun, suites } })).error).toBe('')
    expect(github.comments[0]?.body.length).toBeLessThan(65_536)
  })

  it('holds no secret of its environment', async () => {
    const report = JSON.parse(
      JSON.stringify(sampleRun).replaceAll('ticket triage', 'ticket correct-horse-battery'),
    )
    const { github, run } = await open()
    await run({ report, env: { SOME_SECRET: 'correct-horse-battery' } })
    expect(github.comments[0]?.body).toContain('redacted')
    expect(github.comments[0]?.body).not.toContain('correct-horse')
  })
})

describe('the pull request', () => {
  it('of a workflow_run is the one that the event names, or the open one from that fork with that commit', async () => {
    const pulls = [
      { number: 7, state: 'open', sha, head: 'mallory:topic', from: 'mallory/desk' },
      { number: 8, state: 'closed', sha, head: 'eve:topic', from: 'eve/desk' },
      { number: 9, state: 'open', sha: 'b'.repeat(40), head: 'eve:topic', from: 'eve/desk' },
      { number: 10, state: 'open', sha, head: 'eve:topic', from: 'eve/desk' },
    ] as const
    const { github, run } = await open({ pulls })
    const posted = () => github.requests.filter((request) => request.startsWith('POST'))
    await run({ event: workflowRunEvent('eve/desk') })
    expect(posted()).toEqual(['POST /repos/acme/desk/issues/10/comments'])
    await run({ event: workflowRunEvent('acme/desk', [{ number: 7, head: { sha } }]), words: ['--key=b'] })
    expect(posted()).toHaveLength(2)
    expect(posted()[1]).toContain('/issues/7/')
  })

  it('may be gone, or have moved on: that is no error', async () => {
    const { github, run } = await open()
    const { code, stdout } = await run({ event: workflowRunEvent('eve/desk') })
    expect([code, stdout]).toEqual([0, expect.stringContaining('nothing to comment on')])
    expect(await run({ event: { ref: 'refs/heads/main' } })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no pull request'),
    })
    expect(github.comments).toEqual([])
  })

  it('can be named; a strange branch does no harm', async () => {
    const { github, run } = await open({
      pulls: [{ number: 3, state: 'open', sha, head: 'eve:x&state=closed#é', from: 'eve/desk' }],
    })
    await run({ words: ['--pr=3', '--repo=acme/desk'], event: {}, env: { GITHUB_REPOSITORY: '' } })
    const event = workflowRunEvent('eve/desk')
    event.workflow_run.head_branch = 'x&state=closed#é'
    await run({ event, words: ['--key=b'] })
    expect(github.comments).toHaveLength(2)
  })

  it('of a comment event is known by its number', async () => {
    const { github, run } = await open()
    await run({ event: { issue: { number: 12, pull_request: {} }, comment: {} } })
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).not.toContain('/blob/')
  })
})

describe('trouble with GitHub', () => {
  it.each([
    ['502', { status: 502 }],
    ['a lost connection', { status: 0, how: 'drop' }],
    ['half an answer', { status: 200, how: 'cut' }],
    [
      'a secondary limit',
      { status: 403, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '7' } },
    ],
    ['429', { status: 429, headers: { 'retry-after': '7' } }],
  ] as const)('passes: %s', async (what, fault) => {
    const faults = [
      { on: /^GET .*comments/, ...fault },
      { on: /^PATCH/, ...fault },
    ]
    const { github, run, waits } = await open({
      faults,
      comments: [other(1, `old\n\n${marker}`, 'github-actions[bot]')],
    })
    expect((await run()).error).toBe('')
    expect(github.comments[0]?.body).toContain('ticket triage')
    expect(waits).toEqual(/limit|429/.test(what) ? [7_000, 7_000] : [2_000, 2_000])
  })

  it('waits for a primary limit until its reset, and a minute where nothing is said', async () => {
    const reset = Math.ceil(Date.now() / 1_000) + 90
    const faults = [
      {
        on: /^POST/,
        status: 403,
        message: 'API rate limit exceeded',
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
      },
      { on: /^POST/, status: 403, message: 'You have exceeded a secondary rate limit.' },
    ]
    const { run, waits, github } = await open({ faults })
    expect((await run()).code).toBe(0)
    expect(waits[0]).toBeGreaterThan(80_000)
    expect(waits[0]).toBeLessThan(93_000)
    expect(waits[1]).toBe(60_000)
    expect(github.comments).toHaveLength(1)
  })

  it('is given up when the wait would be long', async () => {
    const faults = [{ on: /^POST/, status: 429, message: 'Too many', headers: { 'retry-after': '3600' } }]
    const { run, waits } = await open({ faults })
    const { code, error } = await run()
    expect([code, waits]).toEqual([2, []])
    expect(error).toMatch(/limits the rate of calls: Too many\. It would take another 60 min/)
  })

  it('does not make a second comment when only the answer was lost', async () => {
    for (const fault of [
      { status: 502, how: 'lost' },
      { status: 0, how: 'drop' },
    ] as const) {
      const { github, run } = await open({ faults: [{ on: /^POST/, ...fault }] })
      expect((await run()).code).toBe(0)
      expect(github.comments).toHaveLength(1)
    }
  })

  it('ends when a server stays down', async () => {
    const faults = Array.from({ length: 20 }, () => ({ on: /comments/, status: 503, message: 'down' }))
    const { run, github } = await open({ faults })
    expect(await run()).toMatchObject({
      code: 2,
      error: expect.stringMatching(/failed several times \(503\): down\./),
    })
    expect(github.requests.length).toBeLessThan(12)
  })

  it.each<[string, GitHubServerOptions, Setting, RegExp]>([
    [
      'a bad token',
      {},
      { env: { GITHUB_TOKEN: 'gone' } },
      /does not know the token \(401\): Bad credentials\. Check GITHUB_TOKEN/,
    ],
    [
      'a token that may not write',
      { tokens: { 'job-token': { login: 'github-actions[bot]', app: true, readOnly: true } } },
      {},
      /\(403\): Resource not accessible by integration\. Give the job "permissions: pull-requests: write"/,
    ],
    [
      'a pull request from a fork',
      { tokens: { 'job-token': { login: 'github-actions[bot]', app: true, readOnly: true } } },
      { event: pullRequestEvent('eve/desk') },
      /\(403\).* from a fork gets a token that may only read.*fork-run\.yml and fork-comment\.yml/,
    ],
    [
      'a pull request that is not there',
      {},
      { words: ['--pr=99'] },
      /finds no such pull request \(404\): Not Found\. Check --repo and --pr/,
    ],
    [
      'a refused body',
      { faults: [{ on: /^POST/, status: 422, message: 'Validation Failed' }] },
      {},
      /refuses the comment \(422\): Validation Failed\. "prompt-retune comment --dry-run" shows/,
    ],
    ['no token', {}, { env: { GITHUB_TOKEN: '' } }, /no token for GitHub/],
    ['no repository', {}, { env: { GITHUB_REPOSITORY: '' } }, /--repo=owner\/name/],
    ['no event', {}, { env: { GITHUB_EVENT_PATH: '' } }, /not known which pull request.*--pr=12/],
    ['a lost event', {}, { env: { GITHUB_EVENT_PATH: '/none/event.json' } }, /not known which pull request/],
    ['half an event', {}, { event: '{"pull_request": ' }, /not known which pull request/],
    [
      'plain http',
      {},
      { env: { GITHUB_API_URL: 'http://github.example.com/api/v3' } },
      /no address that a token may be sent to/,
    ],
    [
      'a page of another server',
      { faults: [{ on: /^GET .*comments/, status: 200, headers: {} }] },
      {},
      /something else than such pull request/,
    ],
    ['an unknown option', {}, { words: ['--pull=3'] }, /no option --pull=3/],
    ['a word', {}, { words: ['12'] }, /no option 12/],
    ['a bad number', {}, { words: ['--pr=twelve'] }, /--pr does not fit: is no number/],
    ['a number that is not said', {}, { words: ['--pr'] }, /--pr does not fit: has no value/],
    ['a file that is not said', {}, { words: ['--report'] }, /--report does not fit: has no value/],
    ['a bad key', {}, { words: ['--key=a --> b'] }, /--key does not fit/],
    ['a bad repository', {}, { words: ['--repo=acme/desk/../x'] }, /--repo does not fit/],
    [
      'no report',
      {},
      { words: ['--report=none.json'] },
      /no report at none\.json\. Run "npx vitest run" before/,
    ],
    [
      'half a report',
      {},
      { report: '{"schema": "prompt-retune/run@1", ' },
      /run\.json is no report of a run/,
    ],
    [
      'another version',
      {},
      { report: { ...sampleRun, schema: 'prompt-retune/run@9' } },
      /is no report of a run: schema: /,
    ],
    [
      'a report of nonsense',
      {},
      { report: { ...sampleRun, suites: [{ name: 3 }] } },
      /is no report of a run: suites\.0\.name: /,
    ],
  ])('is explained: %s', async (_what, options, setting, said) => {
    const { github, run } = await open(options)
    const { code, error } = await run(setting)
    expect(code).toBe(2)
    expect(error).toMatch(said)
    expect(error).not.toMatch(/\n|job-token/)
    expect(github.comments).toEqual([])
  })

  it('sends its token to no server that a page points to', async () => {
    const elsewhere = await startGitHub()
    onTestFinished(() => elsewhere.close())
    const link = `<${elsewhere.url}/repos/acme/desk/issues/12/comments?page=2>; rel="next"`
    const { run } = await open({
      faults: [{ on: /^GET .*comments/, status: 200, body: [], headers: { link } }],
    })
    expect(await run()).toMatchObject({
      code: 2,
      error: expect.stringContaining('something else than pages of its own'),
    })
    expect(elsewhere.requests).toEqual([])
  })

  it('reads no report of enormous size', async () => {
    const { run, folder } = await open()
    await writeFile(join(folder, 'huge.json'), '')
    await truncate(join(folder, 'huge.json'), 200_000_000)
    expect((await run({ words: ['--report=huge.json'] })).error).toMatch(
      /huge\.json has 200 MB; at most 100 are read/,
    )
  })
})
