import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readCommentOptions } from '../src/cli/comment-options.ts'
import { splitFlags } from '../src/vitest/launch-flags.ts'

const repo = new URL('../', import.meta.url)
const folder = new URL('examples/workflows/', repo)
const names = readdirSync(folder).sort()

const text = z.union([z.string(), z.int(), z.boolean()])
const access = z.enum(['read', 'write'])
const actionStep = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().regex(/^actions\/[a-z-]+@v\d+$/, 'is no action of GitHub by its major version'),
  with: z.record(z.string(), text).optional(),
})
const runStep = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  shell: z.literal('bash').optional(),
  'working-directory': z.string().optional(),
  run: z.string(),
  env: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).optional(),
})
const stepSchema = z.union([actionStep, runStep])

const jobSchema = z.strictObject({
  needs: z.string().optional(),
  if: z.string().optional(),
  'runs-on': z.literal('ubuntu-latest'),
  'timeout-minutes': z.int().min(1).max(360),
  permissions: z.strictObject({
    actions: access.optional(),
    contents: access.optional(),
    'pull-requests': access.optional(),
  }),
  strategy: z
    .strictObject({ 'fail-fast': z.boolean(), matrix: z.strictObject({ shard: z.array(z.int()) }) })
    .optional(),
  steps: z.array(stepSchema).min(1),
})

/** Of GitHub's syntax, what these workflows use and no more. */
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.union([
    z.literal('pull_request'),
    z.strictObject({
      workflow_run: z.strictObject({
        workflows: z.array(z.string()),
        types: z.tuple([z.literal('completed')]),
      }),
    }),
    z.strictObject({ issue_comment: z.strictObject({ types: z.tuple([z.literal('created')]) }) }),
    z.strictObject({
      schedule: z.tuple([z.strictObject({ cron: z.string().regex(/^(?:\S+ ){4}\S+$/) })]),
      workflow_dispatch: z.null(),
    }),
  ]),
  // Each job says what it needs.
  permissions: z.strictObject({}),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean().optional() }),
  jobs: z.record(z.string().regex(/^[a-z-]+$/), jobSchema),
})

const actionSchema = z.strictObject({
  name: z.literal('prompt-retune'),
  description: z.string().max(125),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({
    using: z.literal('composite'),
    steps: z.array(runStep.extend({ shell: z.literal('bash') })),
  }),
})

const readText = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const read = (name: string) => workflowSchema.parse(parse(readText(name)))
const workflows = names.map((name) => ({ name, workflow: read(name) }))
const action = actionSchema.parse(parse(readFileSync(new URL('action.yml', repo), 'utf8')))

type Step = z.output<typeof stepSchema>
const stepsOf = (name: string) => Object.values(read(name).jobs).flatMap(({ steps }) => steps)
const runsOf = (steps: readonly Step[]) => steps.flatMap((step) => ('run' in step ? [step] : []))
const allRuns = [
  ...names.map((name) => [name, runsOf(stepsOf(name))] as const),
  ['action.yml', action.runs.steps] as const,
]
const expressions = (value: string) =>
  [...value.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, inner = '']) => inner.trim())

describe('the workflows', () => {
  it('are these', () => {
    expect(names).toEqual([
      'fork-comment.yml',
      'fork-run.yml',
      'retune.yml',
      'scheduled.yml',
      'sharded.yml',
      'simple.yml',
    ])
    expect(new Set(workflows.map(({ workflow }) => workflow.name)).size).toBe(5)
  })

  it('get no right that they do not use', () => {
    const rights = Object.fromEntries(
      workflows.map(({ name, workflow }) => [
        name,
        Object.values(workflow.jobs).map(({ permissions }) => permissions),
      ]),
    )
    const comments = { contents: 'read', 'pull-requests': 'write' }
    expect(rights).toEqual({
      'simple.yml': [comments],
      'sharded.yml': [{ contents: 'read' }, comments],
      'fork-run.yml': [{ contents: 'read' }],
      'fork-comment.yml': [{ actions: 'read', ...comments }],
      'scheduled.yml': [{ contents: 'read' }],
      'retune.yml': [{ contents: 'write', 'pull-requests': 'write' }],
    })
    for (const { name } of workflows) {
      expect(readText(name)).not.toContain('pull_request_target')
      for (const step of stepsOf(name)) {
        if ('uses' in step && step.uses.startsWith('actions/checkout'))
          expect(step.with?.['persist-credentials']).toBe(false)
      }
    }
  })

  it('let no text of others become part of a script', () => {
    for (const [name, steps] of allRuns) {
      for (const { run } of steps) {
        expect(
          expressions(run).filter((inner) => inner !== 'matrix.shard'),
          name,
        ).toEqual([])
      }
    }
  })

  it('use only contexts that there are', () => {
    const known =
      /^(?:!cancelled\(\)|[a-z_]+\(\)|github\.[\w.]+|inputs\.[\w-]+|secrets\.OPENAI_API_KEY|matrix\.shard|runner\.temp|needs\.shard\.result|steps\.(?:pull|report|paths)\.outputs\.\w+)$/
    const sources = [
      ...names.map((name) => [name, readText(name)] as const),
      ['action.yml', readFileSync(new URL('action.yml', repo), 'utf8')] as const,
    ]
    for (const [name, source] of sources) {
      for (const inner of expressions(source)) {
        const parts = inner.split(/\s*(?:&&|\|\||==|!=)\s*/).filter((part) => !/^'[^']*'$/.test(part))
        expect(
          parts.filter((part) => !known.test(part)),
          name,
        ).toEqual([])
      }
      for (const [, id = ''] of source.matchAll(/steps\.(\w+)\.outputs/g))
        expect(source).toContain(`id: ${id}`)
    }
  })

  it('show a key to no code of a fork', () => {
    for (const { name, workflow } of workflows) {
      for (const job of Object.values(workflow.jobs)) {
        if (!JSON.stringify(job).includes('secrets.')) continue
        const own =
          workflow.on !== 'pull_request' ||
          job.if?.includes('github.event.pull_request.head.repo.full_name == github.repository') ||
          job.needs !== undefined
        expect(own, name).toBe(true)
      }
    }
    for (const name of ['fork-run.yml', 'fork-comment.yml']) expect(readText(name)).not.toContain('secrets.')
    const [look, checkout] = stepsOf('retune.yml')
    expect(look && 'run' in look ? look.run : '').toMatch(/isCrossRepository.*exit 1/s)
    expect(checkout && 'uses' in checkout ? checkout.with?.ref : '').toBe('${{ steps.pull.outputs.sha }}')
  })

  it('hand the report of a fork over without letting it near the code', () => {
    const [run, comment] = [read('fork-run.yml'), read('fork-comment.yml')]
    expect(comment.on).toMatchObject({ workflow_run: { workflows: [run.name] } })
    const steps = stepsOf('fork-comment.yml')
    const uses = (action: string) =>
      steps.flatMap((step) => ('uses' in step && step.uses.startsWith(action) ? [step] : []))
    expect(uses('actions/checkout')[0]?.with).toEqual({ 'persist-credentials': false })
    const download = uses('actions/download-artifact')[0]?.with
    expect(download).toMatchObject({
      path: '${{ runner.temp }}/prompt-report',
      'run-id': '${{ github.event.workflow_run.id }}',
    })
    const uploads = stepsOf('fork-run.yml').flatMap((step) =>
      'uses' in step && step.uses.startsWith('actions/upload') ? [step.with] : [],
    )
    expect(uploads).toMatchObject([
      { name: download?.name, path: '.prompt-retune/last-run.json', 'include-hidden-files': true },
    ])
    expect(JSON.stringify(steps)).not.toMatch(/--pr=/)
  })

  it('have scripts that bash understands', () => {
    for (const [, steps] of allRuns) {
      for (const { run } of steps)
        execFileSync('bash', ['--norc', '-n'], { input: run.replaceAll(/\$\{\{.*?\}\}/gs, '1') })
    }
  })

  it('call commands that there are', () => {
    const called = allRuns.flatMap(([, steps]) =>
      steps.flatMap(({ run }) =>
        [...run.matchAll(/\bnpx (.*)$/gm)].map(([, words = '']) => words.replace(/ 2>&1.*/, '')),
      ),
    )
    expect(called.length).toBe(11)
    for (const words of called) {
      const [command, ...rest] = words
        .replace('--no -- ', '')
        .replaceAll('${{ matrix.shard }}', '2')
        .replaceAll('"', '')
        .split(' ')
      if (rest[0] === 'comment') {
        const [, ...options] = rest
        readCommentOptions(options.map((word) => word.replace('${words[@]}', '--key=x')))
        continue
      }
      const { flags, rest: ofVitest } = splitFlags(
        rest.map((word) => word.replace('${name:-failing}', 'failing').replace('$ARGS', '--record=replay')),
      )
      expect(['vitest', 'prompt-retune']).toContain(command)
      const vitest = ofVitest.filter(
        (word) => !/^(?:run|--shard=2\/4|--reporter=blob|--merge-reports|--no-cache)$/.test(word),
      )
      expect(vitest, words).toEqual([])
      if (words.includes('--tune')) expect(flags.tune?.suites).toBe('failing')
    }
  })
})

describe('the action', () => {
  it('asks for every input that it has, and has every input that it asks for', () => {
    const source = readFileSync(new URL('action.yml', repo), 'utf8')
    const asked = new Set([...source.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name))
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort())
  })

  it('installs nothing', () => {
    for (const { run } of action.runs.steps) {
      expect(run).not.toMatch(/npm (?:i|ci|install)\b|npx (?!--no -- prompt-retune )/)
    }
  })

  it('runs the suites and comments, with the words that it is given', () => {
    const [, run, comment] = action.runs.steps
    const bash = (script: string, env: Record<string, string>) => {
      const npx = 'npx() { printf "[%s]" "$@"; }\n'
      const shell = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', npx + script]
      return execFileSync('bash', shell, {
        env: { PATH: process.env.PATH ?? '', ...env },
        cwd: fileURLToPath(repo),
      }).toString()
    }
    expect(bash(run?.run ?? '', { ARGS: '--record=replay *.md $(id) `id`' })).toBe(
      '[--no][--][prompt-retune][run][--record=replay][*.md][$(id)][`id`]',
    )
    expect(bash(run?.run ?? '', { ARGS: '' })).toBe('[--no][--][prompt-retune][run]')
    expect(bash(comment?.run ?? '', { REPORT: 'a b.json', KEY: '' })).toBe(
      '[--no][--][prompt-retune][comment][--report=a b.json]',
    )
    expect(bash(comment?.run ?? '', { REPORT: 'r.json', KEY: 'k' })).toMatch(
      /\[--report=r\.json\]\[--key=k\]$/,
    )
  })
})

describe('/retune', () => {
  const tune = runsOf(stepsOf('retune.yml')).find(({ name }) => name === 'Tune')?.run ?? ''
  const scratch = mkdtempSync(join(tmpdir(), 'retune-'))
  afterAll(() => rmSync(scratch, { recursive: true }))
  const said = (comment: string) =>
    execFileSync('bash', ['--norc', '-eo', 'pipefail', '-c', `npx() { printf '[%s]' "$@"; }\n${tune}`], {
      env: { PATH: process.env.PATH ?? '', RUNNER_TEMP: scratch, COMMENT: comment },
    }).toString()

  it.each([
    ['/retune', '[prompt-retune][--tune=failing]'],
    ['/retune all', '[prompt-retune][--tune=all]'],
    ['/retune ticket triage\r\nplease', '[prompt-retune][--tune=ticket triage]'],
    ['/retune "; rm -rf / #', '[prompt-retune][--tune=rm -rf]'],
    [
      "/retune $(id) `id` ${HOME} 'x' --tune.out=/etc/x",
      '[prompt-retune][--tune=id id HOME x --tune.outetcx]',
    ],
    ['/retuned', ''],
  ])('%j tunes what it says, and runs nothing else', (comment, words) => {
    expect(said(comment)).toBe(words)
  })
})
