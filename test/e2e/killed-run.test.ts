import { setTimeout } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRandom } from '../../src/core/random.ts'
import { answerJson, startApiServer } from '../support/api-server.ts'
import { openScenario } from '../support/scenario.ts'
import { numbersSuite } from './numbers-suite.ts'

const rows = 400
const concurrency = 10
const kills = 3

const suite = numbersSuite(rows)

/** The rows that one run asked for, in order, and those of them whose answers the server had sent to the end. */
interface Asked {
  readonly rows: number[]
  readonly sent: Set<number>
}

async function open() {
  const runs = new Map<string, Asked>()
  /** A run is known by its key, which is no part of a question. */
  const runOf = (key = ''): Asked => {
    const run = runs.get(key) ?? { rows: [], sent: new Set() }
    runs.set(key, run)
    return run
  }
  const server = await startApiServer(async ({ body, headers, sent }) => {
    const run = runOf(headers.authorization)
    const row = Number(/<(\d+)>/.exec(JSON.stringify(body))?.[1])
    run.rows.push(row)
    void sent.then(() => run.sent.add(row))
    await setTimeout(10)
    return answerJson({ topic: 'room' })
  })
  onTestFinished(() => server.close())
  const scenario = await openScenario('fixtures/all-pass')
  const config = await scenario.read('vitest.config.ts')
  await scenario.write(
    'vitest.config.ts',
    config.replace(
      'promptRetune()',
      `promptRetune({ diagnose: 'local', limits: { concurrency: ${concurrency} } })`,
    ),
  )
  await scenario.write('number.prompt.md', 'The topic of {{number}}?\n')
  await scenario.write('desk.prompt.test.ts', suite)
  return {
    server,
    scenario,
    environment: (run: number) => ({
      OPENAI_BASE_URL: server.baseURL,
      OPENAI_API_KEY: `test-key-of-run-${run}`,
    }),
    asked: (run: number) => runOf(`Bearer test-key-of-run-${run}`),
  }
}

describe('runs that are killed at any instant', () => {
  // An answer is on disk before the case has it, so that a kill loses no more than the calls that were under way.
  it.for([1, 2])(
    'are gone on with: nothing but what was in flight is asked again (seed %d)',
    async (seed) => {
      const { server, scenario, environment, asked } = await open()
      const random = createRandom(`kills ${seed}`)
      const sentBefore: Set<number>[] = []
      for (let kill = 0; kill < kills; kill++) {
        const { process: child, finished } = scenario.start(['run'], { env: environment(kill) })
        await server.received(server.requests.length + random.integer(1, Math.floor(rows / kills) - 1))
        await setTimeout(random.integer(0, 10))
        sentBefore.push(new Set(asked(kill).sent))
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        await finished
      }
      const { output } = await scenario.run(['run'], { env: environment(kills) })
      expect(output).toMatch(/320 passed · 80 failed/)

      const runs = Array.from({ length: kills + 1 }, (_, run) => asked(run))
      for (const run of runs) expect(new Set(run.rows).size).toBe(run.rows.length)
      expect(new Set(runs.flatMap((run) => run.rows)).size).toBe(rows)
      for (const [kill, sent] of sentBefore.entries()) {
        const later = new Set(runs.slice(kill + 1).flatMap((run) => run.rows))
        expect(runs[kill]?.rows.filter((row) => later.has(row)).length).toBeLessThanOrEqual(concurrency)
        // Of the answers that were sent to the end, too, only those are lost that had not been read.
        expect([...sent].filter((row) => !later.has(row)).length).toBeGreaterThanOrEqual(
          sent.size - concurrency,
        )
      }
      const all = sentBefore.reduce((sum, { size }) => sum + size, 0)
      expect(all).toBeGreaterThan(kills * concurrency)
    },
  )
})
