import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alternate } from './alternate.ts'
import { batch } from './batch.ts'
import { cache } from './cache.ts'
import { clustering } from './clustering.ts'
import { allowed, faults } from './faults.ts'
import type { Measured } from './measure.ts'
import { overlap } from './overlap.ts'
import { peers } from './peers/compare-peers.ts'
import { closeAll, launcher, openExample, openSuite, startServer } from './projects.ts'
import { strategies } from './strategies.ts'
import { renderTable, type Target } from './table.ts'
import { ticketRows } from './tickets.ts'
import { world } from './world/compare-schedules.ts'

const ours = [launcher, 'run']
const bare = (concurrency: number, ...more: string[]) => [
  'bare-script.mjs',
  'tickets.jsonl',
  String(concurrency),
  ...more,
]

function ratios(title: string, ours: Measured, bare: Measured): Target[] {
  return [
    { title, figure: 'wall, times the bare script', ours: ours.wall, bare: bare.wall, unit: 's', most: 1.5 },
    { title, figure: 'CPU, times the bare script', ours: ours.cpu, bare: bare.cpu, unit: 's', most: 1.5 },
    { title, figure: 'peak of any process', ours: ours.peak, unit: 'MB', most: 500 },
  ]
}

async function manyCases(): Promise<Target[]> {
  const rows = ticketRows(10_000, 0.2)
  const env = await startServer(0)
  const local = await openSuite({ rows, concurrency: 50, diagnose: 'local' })
  const llm = await openSuite({ rows, concurrency: 50, diagnose: 'llm' })
  const shown = /8,000 passed/
  const [bareLocal, oursLocal, bareLlm, oursLlm] = await alternate(3, [
    { args: bare(50), cwd: local, env, expects: /8000 of 10000 passed/ },
    { args: ours, cwd: local, env, expects: shown },
    { args: bare(50, 'critic'), cwd: llm, env, expects: /8000 of 10000 passed/ },
    { args: ours, cwd: llm, env, expects: shown },
  ])
  if (!bareLocal || !oursLocal || !bareLlm || !oursLlm) throw new Error('a side is missing')
  return [
    ...ratios('10,000 cases, 20 % failing, local diagnosis', oursLocal, bareLocal),
    ...ratios('10,000 cases, 20 % failing, critic asked on both sides', oursLlm, bareLlm),
  ]
}

async function slowModel(): Promise<Target[]> {
  const env = await startServer(50)
  const cwd = await openSuite({ rows: ticketRows(1_000, 0.2), concurrency: 100, diagnose: 'local' })
  const [bareRun, oursRun] = await alternate(5, [
    { args: bare(100), cwd, env, expects: /800 of 1000 passed/ },
    { args: ours, cwd, env, expects: /800 passed/ },
  ])
  if (!bareRun || !oursRun) throw new Error('a side is missing')
  const title = '1,000 cases, 50 ms latency, concurrency 100, with start-up'
  return ratios(title, oursRun, bareRun).slice(0, 1)
}

async function reporting(): Promise<Target[]> {
  const env = await startServer(0)
  const settings = { concurrency: 50, diagnose: 'local', gate: 0 } as const
  const passing = await openSuite({ rows: ticketRows(5_000, 0), ...settings })
  const failing = await openSuite({ rows: ticketRows(5_000, 1), ...settings })
  const [passed, failed] = await alternate(3, [
    { args: ours, cwd: passing, env, expects: /5,000 passed/ },
    { args: ours, cwd: failing, env, expects: /5,000 failed/ },
  ])
  if (!passed || !failed) throw new Error('a side is missing')
  return [
    {
      title: '5,000 failing cases against 5,000 passing ones',
      figure: 'CPU of reporting',
      ours: failed.cpu - passed.cpu,
      unit: 's',
      most: 5,
    },
  ]
}

async function reports(): Promise<Target[]> {
  const program = fileURLToPath(new URL('./render-reports.ts', import.meta.url))
  const side = { args: [program], cwd: dirname(program), env: {}, expects: /rendered \d+ formats/ }
  const [run] = await alternate(3, [side])
  if (!run) throw new Error('a side is missing')
  const title = 'every report of 10,000 cases, 2,000 of them failed'
  return [
    { title, figure: 'CPU, with the start of Node', ours: run.cpu, unit: 's', most: 3 },
    { title, figure: 'peak', ours: run.peak, unit: 'MB', most: 300 },
  ]
}

async function tuning(): Promise<Target[]> {
  const cwd = await openExample('ticket-triage')
  const [run] = await alternate(1, [
    { args: [launcher, '--tune'], cwd, env: {}, expects: /Tests {2}1 passed/ },
  ])
  if (!run) throw new Error('a side is missing')
  return [
    { title: 'npx vitest --tune on ticket-triage', figure: 'wall', ours: run.wall, unit: 's', most: 60 },
  ]
}

const parts: Record<string, () => Promise<Target[]>> = {
  manyCases,
  slowModel,
  reporting,
  reports,
  tuning,
  cache,
  batch,
  overlap,
  clustering,
  strategies,
  world,
  faults,
  allowed,
  peers,
}
const wanted = process.argv.slice(2)

try {
  const targets: Target[] = []
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    process.stderr.write(`${name}\n`)
    targets.push(...(await part()))
  }
  const { text, missed } = renderTable(targets)
  if (targets.length > 0) process.stdout.write(`\n${text}\n`)
  process.exitCode = missed > 0 ? 1 : 0
} finally {
  await closeAll()
}
