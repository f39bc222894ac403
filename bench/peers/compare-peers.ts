import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { median, medianRun } from '../alternate.ts'
import { countAsked } from '../count-asked.ts'
import { type Measured, measure } from '../measure.ts'
import { startServer } from '../projects.ts'
import type { Target } from '../table.ts'
import { ticketRows } from '../tickets.ts'
import { type Contestant, openContestants } from './contestants.ts'
import { type PeerRow, renderPeers } from './peer-table.ts'
import type { Verdicts } from './peer-tools.ts'

const sizes = [1_000, 10_000]
const failing = 0.2
const rounds = 3
/** Seconds: a run that takes so long is made once, where that is known before in the last round; any is stopped at the limit. */
const long = 45
const limit = 120
/** Seconds after which nothing is repeated: the whole is to end within ten minutes. */
const enough = 420

const caption = `The same cases, ${failing * 100} % failing, at concurrency 50 by one server without latency; medians, ratios within a round.
Answers kept: none; reports: each tool's default, but evalite's table of every row is off.`

/**
 * The same cases by the same server through our runner, through others, and through none; prints a table of its own. What a tool
 * loses or cannot do stands in it.
 */
export async function peers(): Promise<Target[]> {
  const patience = performance.now() + enough * 1000
  const { contestants, absent } = await openContestants()
  try {
    if (contestants.every(({ foreign }) => !foreign)) {
      const [why] = absent
      process.stdout.write(
        `\npeers: nothing was compared. This part needs the network, and npm could install no other tool: ${why?.reason}\n`,
      )
      return []
    }
    const env = await startServer(0)
    const rows: PeerRow[] = []
    for (const cases of sizes) {
      const slow = new Set(rows.filter((row) => isSlow(cases, row)).map(({ tool }) => tool))
      rows.push(...(await compare(contestants, { cases, env, patience, slow })))
      for (const { name, versions, reason } of absent)
        rows.push({ tool: name, versions, cases, note: `could not be run: ${reason}` })
    }
    process.stdout.write(`\n${caption}\n${renderPeers(rows)}\n`)
    return []
  } finally {
    await Promise.all(contestants.map(({ remove }) => remove()))
  }
}

/** Will it take long, and not because the machine is busy? */
function isSlow(cases: number, { measured, cases: before }: PeerRow): boolean {
  return measured !== undefined && measured.wallTimes > 3 && (measured.run.wall * cases) / before > long
}

interface Done {
  readonly run: Measured
  readonly round: number
  readonly calls: number
  readonly verdicts: Verdicts
}

interface Comparison {
  readonly cases: number
  /** Leads to the server. */
  readonly env: Readonly<Record<string, string>>
  /** The instant, of `performance.now()`, from which on nothing is repeated. */
  readonly patience: number
  /** Those that take long with so many cases. */
  readonly slow: ReadonlySet<string>
}

async function compare(
  contestants: readonly Contestant[],
  { cases, env, patience, slow }: Comparison,
): Promise<PeerRow[]> {
  const tickets = ticketRows(cases, failing)
  for (const { dir } of contestants) await writeFile(join(dir, 'tickets.jsonl'), tickets)
  const done = contestants.map((): Done[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const before = done[index]
      if (before === undefined || (slow.has(contestant.name) && round < rounds - 1)) continue
      const tooLong = performance.now() > patience || before.some(({ run }) => run.wall > long)
      if (before.length > 0 && tooLong) continue
      before.push({ ...(await runOnce(contestant, env)), round })
    }
  }
  const [bare = []] = done
  return contestants.map((contestant, index) => rowOf(contestant, { cases, bare, done: done[index] ?? [] }))
}

async function runOnce(
  { name, dir, args, node, keeps, verdicts }: Contestant,
  env: Readonly<Record<string, string>>,
): Promise<Omit<Done, 'round'>> {
  if (keeps !== undefined) await rm(join(dir, keeps), { recursive: true, force: true })
  const before = await countAsked(env)
  const run = await measure(args, dir, env, { limit, node })
  const calls = (await countAsked(env)) - before
  const given = verdicts(run.output, dir)
  process.stderr.write(
    `  ${name}: wall ${run.wall.toFixed(2)} s, CPU ${run.cpu.toFixed(2)} s, ${calls} calls, ${given.passed} passed, ${given.failed} failed\n`,
  )
  return { run, calls, verdicts: given }
}

function rowOf(
  { name, versions, foreign }: Contestant,
  { cases, bare, done }: { cases: number; bare: readonly Done[]; done: readonly Done[] },
): PeerRow {
  const run = medianRun(done.map((one) => one.run))
  // Of several runs the one that went worst.
  const [worst] = done.toSorted((a, b) => a.calls - b.calls || sum(a.verdicts) - sum(b.verdicts))
  if (!worst) throw new Error('no run')
  const { calls, verdicts } = worst
  const { failed } = verdicts
  const lost = cases - sum(verdicts)
  const wrong = [
    ...(run.stopped ? [`stopped after ${limit} s`] : []),
    ...(calls === cases ? [] : [`${calls} calls for ${cases} cases`]),
    ...(lost === 0 ? [] : [`${lost} cases without a verdict`]),
    ...(lost !== 0 || failed === cases * failing ? [] : [`${failed} failed, not ${cases * failing}`]),
  ]
  if (!foreign && wrong.length > 0) throw new Error(`${name}: ${wrong.join('; ')}\n${worst.run.output}`)
  const said = wrong.length > 0 && !run.stopped ? [`exit ${run.code}: ${lastWords(worst.run.output)}`] : []
  const times = (of: (run: Measured) => number) =>
    median(
      done.flatMap((one) => {
        const beside = bare.find(({ round }) => round === one.round) ?? bare.at(-1)
        return beside ? [of(one.run) / of(beside.run)] : []
      }),
    )
  return {
    tool: name,
    versions,
    cases,
    measured: {
      run,
      calls,
      verdicts,
      wallTimes: times(({ wall }) => wall),
      cpuTimes: times(({ cpu }) => cpu),
    },
    note: [...wrong, ...said].join('; ') || `${done.length} ${done.length === 1 ? 'run' : 'runs'}`,
  }
}

const sum = ({ passed, failed }: Verdicts) => passed + failed

function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => /error|timed out/i.test(line))
  return (lines[0] ?? output.trim().split('\n').at(-1) ?? '').trim().slice(0, 160)
}
