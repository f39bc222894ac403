import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { answerJson, embeddings, startApiServer } from '../support/api-server.ts'
import { startGitHub } from '../support/github-server.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          run: z.string().optional(),
          shell: z.string().optional(),
          env: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  ),
})

/** What a runner has that a test has not: npm's commands by name, a package manager, GitHub's command line. */
const machine = `
npx() { local name="$1"; shift; node "node_modules/prompt-retune/bin/$name.js" "$@"; }
npm() { test "$*" = ci; }
gh() { echo 4000; }
`

type Env = Readonly<Record<string, string>>

/** Runs the scripts of a job as they are written, one after another, as a runner would. */
async function runJob(
  { dir }: Scenario,
  file: string,
  job: string,
  { env, contexts }: { readonly env: Env; readonly contexts: Env },
): Promise<{ script: string; code: number | null; output: string }[]> {
  const source = await readFile(new URL(`../../examples/workflows/${file}`, import.meta.url), 'utf8')
  const fill = (text: string) =>
    text.replace(/\$\{\{ *(.*?) *\}\}/g, (whole, name: string) => contexts[name] ?? whole)
  const ran = []
  for (const { run, shell, env: own } of workflowSchema.parse(parse(source)).jobs[job]?.steps ?? []) {
    if (run === undefined) continue
    const filled = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, fill(value)]))
    const options = shell === 'bash' ? ['-eo', 'pipefail'] : ['-e']
    ran.push(await bash(dir, [...options, '-c', machine + fill(run)], { ...env, ...filled }, run))
  }
  return ran
}

async function bash(cwd: string, words: readonly string[], env: Env, script: string) {
  const child = spawn('bash', ['--norc', '--noprofile', ...words], {
    cwd,
    env: { PATH: `${join(process.execPath, '..')}:${process.env.PATH}`, HOME: cwd, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { script, code, output: stripVTControlCharacters(output) }
}

const sha = 'a'.repeat(40)
const repository = { full_name: 'acme/desk' }

async function openRunner(from: string, event: unknown) {
  const scenario = await openScenario(from)
  const github = await startGitHub({
    pulls: [
      { number: 12, state: 'open', sha, head: 'acme:topic', from: 'acme/desk' },
      { number: 13, state: 'open', sha, head: 'eve:topic', from: 'eve/desk' },
    ],
  })
  onTestFinished(() => github.close())
  const temp = join(scenario.dir, '.runner')
  await mkdir(temp)
  await writeFile(join(temp, 'event.json'), JSON.stringify(event))
  const env = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_PATH: join(temp, 'event.json'),
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_REPOSITORY: 'acme/desk',
    GITHUB_WORKFLOW: 'Prompts',
    GITHUB_WORKSPACE: scenario.dir,
    RUNNER_TEMP: temp,
  }
  return { scenario, github, temp, env }
}

const contexts = {
  'github.token': 'job-token',
  'secrets.OPENAI_API_KEY': '',
  'github.event.workflow_run.id': '77',
}
const pullRequest = {
  pull_request: { number: 12, head: { sha, repo: repository }, base: { repo: repository } },
}

describe('the workflows, step by step', () => {
  it('simple: runs the suites and comments, also when they fail', async () => {
    const { scenario, github, env } = await openRunner('fixtures/failing', pullRequest)
    const steps = await runJob(scenario, 'simple.yml', 'prompts', { env, contexts })
    expect(steps.map(({ script, code }) => [script, code])).toEqual([
      ['npm ci', 0],
      ['npx vitest run', 1],
      ['npx prompt-retune comment', 0],
    ])
    expect(steps[2]?.output).toMatch(/comment on pull request 12 was created/)
    expect(github.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(/hotel desk fails[\s\S]*Failure topics[\s\S]*<!-- prompt-retune:Prompts -->$/),
    ])
  })

  it('sharded: comes to one comment about all shards', async () => {
    const { scenario, github, env } = await openRunner('fixtures/failing', pullRequest)
    for (const shard of ['1', '2', '3', '4']) {
      const steps = await runJob(scenario, 'sharded.yml', 'shard', {
        env,
        contexts: { ...contexts, 'matrix.shard': shard },
      })
      expect(steps.at(-1)?.output).toContain(`shard ${shard} of 4`)
    }
    const [, merged, commented] = await runJob(scenario, 'sharded.yml', 'prompts', { env, contexts })
    expect(merged?.output).toMatch(/3 passed · 3 failed/)
    expect(commented?.code).toBe(0)
    expect(github.comments[0]?.body).toContain('(3/6)')
  })

  it('forks: replays without a key in one workflow, and comments from the other', async () => {
    const model = await startApiServer((request) =>
      request.path === '/embeddings'
        ? embeddings(request)
        : answerJson({ reasoning: '', topic: 'pool', confidence: 0.5 }),
    )
    onTestFinished(() => model.close())
    const run = {
      workflow_run: {
        event: 'pull_request',
        head_sha: sha,
        head_branch: 'topic',
        head_repository: { full_name: 'eve/desk' },
        pull_requests: [],
      },
      repository,
    }
    const { scenario, github, temp, env } = await openRunner('fixtures/failing', run)
    const access = { OPENAI_BASE_URL: model.baseURL, OPENAI_API_KEY: 'a-key-for-the-test' }
    await scenario.run(['run', '--record=auto'], { env: access })
    await rm(join(scenario.dir, '.prompt-retune/last-run.json'))
    const asked = model.requests.length

    const replay = await runJob(scenario, 'fork-run.yml', 'replay', { env, contexts: {} })
    expect(replay.at(-1)?.output).toMatch(/replayed[\s\S]*1 passed · 5 failed/)
    expect(model.requests).toHaveLength(asked)
    await mkdir(join(temp, 'prompt-report'))
    const report = '.prompt-retune/last-run.json'
    await cp(join(scenario.dir, report), join(temp, 'prompt-report/last-run.json'))
    await rm(join(scenario.dir, report))

    const steps = await runJob(scenario, 'fork-comment.yml', 'comment', { env, contexts })
    expect(steps.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(await readFile(join(temp, 'output'), 'utf8')).toBe('size=4000\n')
    expect(steps.at(-1)?.output).toMatch(/comment on pull request 13 was created/)
    expect(github.comments[0]?.body).toContain('(1/6)')

    await writeFile(join(temp, 'prompt-report/last-run.json'), '{"schema": "prompt-retune/run@1", "pr": 12}')
    const [, , hostile] = await runJob(scenario, 'fork-comment.yml', 'comment', { env, contexts })
    expect(hostile).toMatchObject({ code: 2, output: expect.stringContaining('is no report of a run') })
    expect(github.comments).toHaveLength(1)
  })
})
