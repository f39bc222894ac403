import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { alternate } from './alternate.ts'
import { launcher, openSuite, startScript } from './projects.ts'
import type { Target } from './table.ts'
import { ticketRows } from './tickets.ts'

const cases = 100_000
/** What one batch may hold. */
const requests = 50_000

/** A large suite through the Batch API: dataset, requests, files, batches, answers, verdicts, report. */
export async function batch(): Promise<Target[]> {
  const server = await startScript('batch-server.ts', '')
  const cwd = await openSuite({
    rows: ticketRows(cases, 0.02),
    concurrency: 50,
    diagnose: 'local',
    gate: 0.9,
    options: `transport: 'batch', limits: { concurrency: 50 }`,
  })
  await rm(join(cwd, '.prompt-retune'), { recursive: true, force: true })
  const [run] = await alternate(1, [
    { args: [launcher, 'run'], cwd, env: server.env, expects: /98,000 passed/ },
  ])
  const { batches } = z.object({ batches: z.number() }).parse(await server.ask())
  const [rerun] = await alternate(1, [
    { args: [launcher, 'run'], cwd, env: server.env, expects: /98,000 passed/, warm: true },
  ])
  const later = z.object({ batches: z.number() }).parse(await server.ask())
  if (!run || !rerun) throw new Error('a side is missing')
  const title = '100,000 cases through the Batch API, with verdicts and report'
  return [
    { title, figure: 'peak of any process', ours: run.peak, unit: 'MB', most: 500 },
    { title, figure: 'batches', ours: batches, unit: 'calls', most: cases / requests },
    { title, figure: 'wall', ours: run.wall, unit: 's' },
    {
      title: 'the same again, from the cache',
      figure: 'peak of any process',
      ours: rerun.peak,
      unit: 'MB',
      most: 500,
    },
    {
      title: 'the same again, from the cache',
      figure: 'batches',
      ours: later.batches - batches,
      unit: 'calls',
      most: 0,
    },
  ]
}
