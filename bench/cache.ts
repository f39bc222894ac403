import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { alternate } from './alternate.ts'
import { countAsked } from './count-asked.ts'
import { cleanEnvironment } from './measure.ts'
import { launcher, openProject, openSuite, startServer } from './projects.ts'
import type { Target } from './table.ts'
import { ticketRows } from './tickets.ts'

const concurrency = 50
/** With the cache, which other measurements leave out. */
const options = `limits: { concurrency: ${concurrency} }`

/** What a rerun costs when every answer is kept, and what a run asks again that follows one that was killed. */
export async function cache(): Promise<Target[]> {
  return [...(await rerun()), ...(await killedRuns())]
}

async function rerun(): Promise<Target[]> {
  const cases = 10_000
  const env = await startServer(0)
  const cached = await openSuite({ rows: ticketRows(cases, 0), concurrency, options, diagnose: 'local' })
  const empty = await openProject({
    'empty.test.ts': `import { describe, test } from 'vitest'

describe('nothing', () => {
  for (let row = 0; row < ${cases}; row++) test('ticket-' + row, () => {})
})
`,
  })
  const ours = { args: [launcher, 'run'], cwd: cached, env, expects: /10,000 passed/ }
  const bare = {
    args: ['node_modules/vitest/vitest.mjs', 'run'],
    cwd: empty,
    env: {},
    expects: /10000 passed/,
  }
  await alternate(1, [ours])
  const before = await countAsked(env)
  const [plain, warm] = await alternate(5, [bare, { ...ours, warm: true }])
  if (!plain || !warm) throw new Error('a side is missing')
  const title = '10,000 cases, every answer in the cache, against as many empty tests of plain Vitest'
  return [
    { title, figure: 'wall, times plain Vitest', ours: warm.wall, bare: plain.wall, unit: 's', most: 2 },
    {
      title,
      figure: 'calls',
      ours: (await countAsked(env)) - before,
      unit: 'calls',
      most: 0,
    },
    { title, figure: 'peak of any process', ours: warm.peak, unit: 'MB', most: 500 },
  ]
}

/** Kills runs at any instant; the answers that the server had given by then are not asked for again. */
async function killedRuns(): Promise<Target[]> {
  const cases = 5_000
  const kills = 3
  const env = await startServer(20)
  const cwd = await openSuite({ rows: ticketRows(cases, 0), concurrency, options, diagnose: 'local' })
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, [launcher, 'run'], {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: 'ignore',
      detached: true,
    })
    const ended = once(child, 'close')
    const most = (await countAsked(env)) + 1 + Math.random() * (cases / kills - 1)
    while ((await countAsked(env)) < most) await new Promise((resolve) => setTimeout(resolve, 3))
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await ended
    const received = await countAsked(env)
    process.stderr.write(`  killed after ${received} calls\n`)
  }
  await alternate(1, [{ args: [launcher, 'run'], cwd, env, expects: /5,000 passed/, warm: true }])
  const received = await countAsked(env)
  return [
    {
      title: `5,000 cases, killed ${kills} times at a random instant, then run to the end`,
      figure: `calls more than cases; ${concurrency} were in flight at each kill`,
      ours: received - cases,
      unit: 'calls',
      most: kills * concurrency,
    },
  ]
}
