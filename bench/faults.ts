import type { Counted, FaultSettings } from './faulty-server.ts'
import { type Measured, measure } from './measure.ts'
import { launcher, openSuite, type StartedServer, startScript } from './projects.ts'
import type { Target } from './table.ts'
import { ticketRows } from './tickets.ts'

const retries = 5
const retryAfter = 1

async function startFaulty(settings: FaultSettings): Promise<StartedServer> {
  return startScript('faulty-server.ts', JSON.stringify(settings))
}

async function run(cwd: string, server: StartedServer): Promise<{ run: Measured; counted: Counted }> {
  const done = await measure([launcher, 'run'], cwd, server.env)
  const counted: Counted = JSON.parse(JSON.stringify(await server.ask()))
  process.stderr.write(
    `  wall ${done.wall.toFixed(2)} s, CPU ${done.cpu.toFixed(2)} s, ${JSON.stringify(counted)}\n`,
  )
  return { run: done, counted }
}

/** A number that stands before a word of the report's line of cases. */
function shown(word: string, { output }: Measured): number {
  const [line = ''] = /^ {2}cases .*$/m.exec(output) ?? []
  return Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0)
}

/** A server with all kinds of trouble: every case ends with its right verdict, in at most twice the time. */
export async function faults(): Promise<Target[]> {
  const cases = 5_000
  const cwd = await openSuite({
    rows: ticketRows(cases, 0),
    concurrency: 50,
    diagnose: 'off',
    gate: 0.9,
    options: `cache: false, limits: { concurrency: 50, timeout: 2_000, retries: ${retries} }`,
  })
  const shares = { refused: 0.05, failed: 0.01, reset: 0.01, hanging: 0.005, malformed: 0.01 }
  const free = await run(cwd, await startFaulty({ latency: 50, retryAfter }))
  const faulty = await run(cwd, await startFaulty({ latency: 50, retryAfter, faults: shares }))
  const wrong =
    Math.abs(shown('failed', faulty.run) - faulty.counted.malformed) +
    Math.abs(shown('passed', faulty.run) - (cases - faulty.counted.malformed))
  if (shown('passed', free.run) !== cases) throw new Error(`a run without faults:\n${free.run.output}`)
  const title = '5,000 cases: 429 on 5 %, 500 and resets on 1 %, hangs on 0.5 %, malformed 1 %'
  return [
    { title, figure: 'cases without their right verdict', ours: wrong, most: 0 },
    { title, figure: 'calls for one case', ours: faulty.counted.most, most: retries + 1 },
    {
      title,
      figure: 'wall, times a run without faults',
      ours: faulty.run.wall,
      bare: free.run.wall,
      unit: 's',
      most: 2,
    },
  ]
}

const inFlight = 50
const perMinute = 3_000

/** A server with limits, which it tells of in headers, or the user in options, or nobody. */
export async function allowed(): Promise<Target[]> {
  const settings = { concurrency: 50, diagnose: 'off' } as const
  const ways = [
    { told: 'in headers', cases: 1_200, headers: true, limits: '{ concurrency: 200 }' },
    {
      told: 'in limits',
      cases: 1_200,
      headers: false,
      limits: `{ concurrency: ${inFlight}, requestsPerMinute: ${perMinute} }`,
    },
    { told: 'nowhere', cases: 2_400, headers: false, limits: '{ concurrency: 200 }' },
  ]
  const targets: Target[] = []
  for (const { told, cases, headers, limits } of ways) {
    const rows = ticketRows(cases, 0)
    const cwd = await openSuite({ ...settings, rows, options: `cache: false, limits: ${limits}` })
    const server = await startFaulty({ latency: 500, retryAfter, limits: { inFlight, perMinute, headers } })
    const { run: done, counted } = await run(cwd, server)
    if (shown('passed', done) !== cases) throw new Error(`not all passed:\n${done.output}`)
    const title = `a server that takes 50 in flight and 3,000 a minute, told ${told}`
    targets.push(
      {
        title,
        figure: 'share of the allowed rate that is used',
        ours: (counted.calls - counted.refused) / ((counted.span * perMinute) / 60_000),
        least: 0.9,
      },
      { title, figure: 'share of calls answered 429', ours: counted.refused / counted.calls, most: 0.02 },
    )
  }
  return targets
}
