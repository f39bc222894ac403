import { setTimeout } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { answerJson, startApiServer } from '../support/api-server.ts'
import { interrupt, openScenario } from '../support/scenario.ts'
import { numbersSuite } from './numbers-suite.ts'

const rows = 1_000

const suite = numbersSuite(rows)

const reportSchema = z.object({
  suites: z.array(
    z.object({
      partial: z.boolean().optional(),
      results: z.array(z.object({ id: z.string(), verdict: z.string() })),
      diagnosis: z.object({ topics: z.array(z.object({ name: z.string() })) }).optional(),
    }),
  ),
})

async function open(vitest: 4 | 5, latency = 25) {
  const asked: number[] = []
  const server = await startApiServer(async ({ body }) => {
    asked.push(Number(/<(\d+)>/.exec(JSON.stringify(body))?.[1]))
    await setTimeout(latency)
    return answerJson({ topic: 'room' })
  })
  onTestFinished(() => server.close())
  const scenario = await openScenario('fixtures/all-pass', { vitest })
  const config = await scenario.read('vitest.config.ts')
  await scenario.write(
    'vitest.config.ts',
    config.replace(
      'promptRetune()',
      "promptRetune({ diagnose: 'local', cache: false, limits: { concurrency: 10 } })",
    ),
  )
  await scenario.write('number.prompt.md', 'The topic of {{number}}?\n')
  await scenario.write('desk.prompt.test.ts', suite)
  const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'test-key-not-real' }
  const report = async () => {
    const [first] = reportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json'))).suites
    if (!first) throw new Error('no suite')
    return first
  }
  return { server, scenario, env, asked, report }
}

describe.each([
  [5, 'forks'],
  [4, 'forks'],
  [5, 'threads'],
] as const)('Ctrl-C half-way through 1,000 cases, under Vitest %d with %s', (vitest, pool) => {
  it('reports what was done, exits with 130, and leaves the rest to the next run', async () => {
    const { server, scenario, env, asked, report } = await open(vitest)
    const running = scenario.start(['run', `--pool=${pool}`], { env })
    await server.received(500)
    interrupt(running)
    const { code, output } = await running.finished
    expect(code).toBe(130)
    expect(output).toContain('Ctrl-C again stops at once')
    expect(output).toMatch(/\d+ passed · \d+ failed/)
    const before = await report()
    expect(before.partial).toBe(true)
    expect(before.diagnosis?.topics.length).toBeGreaterThan(0)
    expect(before.results.length).toBeGreaterThan(450)
    // Nothing but what was in flight is lost, and nothing is counted that was not judged.
    expect(asked.length - before.results.length).toBeLessThanOrEqual(10)
    expect(before.results.every(({ verdict }) => ['passed', 'failed'].includes(verdict))).toBe(true)

    asked.length = 0
    const rest = await scenario.run(['--only=new', `--pool=${pool}`], { env })
    expect(asked).toHaveLength(rows - before.results.length)
    expect(new Set(asked).size).toBe(asked.length)
    expect(rest.output).toMatch(/800 passed · 200 failed/)
    const after = await report()
    expect(after.results).toHaveLength(rows)
    expect(after.partial).toBeUndefined()
  })
})

it('a Ctrl-C while failures are diagnosed drops the rest of that, and reports', async () => {
  const critics: string[] = []
  const server = await startApiServer(async ({ path, body }) => {
    const text = JSON.stringify(body)
    if (path !== '/embeddings' && !text.includes('critique')) return answerJson({ topic: 'room' })
    critics.push(path)
    await setTimeout(60_000, undefined, { ref: false })
    return answerJson({})
  })
  onTestFinished(() => server.close())
  const { scenario, report } = await open(5)
  const config = await scenario.read('vitest.config.ts')
  await scenario.write('vitest.config.ts', config.replace("diagnose: 'local', ", ''))
  const running = scenario.start(['run'], { env: { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'k' } })
  await running.saw(/diagnosing 200 failed cases/)
  interrupt(running)
  const { code, output } = await running.finished
  expect(code).toBe(130)
  expect(output).toContain('Reporting without the rest of the diagnosis')
  expect(output).toMatch(/800 passed · 200 failed/)
  expect(output).toMatch(/200 of\s+200 failed cases\s+\(the run was\s+stopped\)/)
  // What had begun, and nothing after that.
  expect(critics.length).toBeLessThanOrEqual(10)
  const { results, partial, diagnosis } = await report()
  expect([results.length, partial]).toEqual([rows, true])
  expect(diagnosis?.topics.map(({ name }) => name)).toEqual(['expected food, got room'])
})

it('a second Ctrl-C ends at once', async () => {
  const { server, scenario, env } = await open(5, 200)
  const running = scenario.start(['run'], { env })
  await server.received(100)
  interrupt(running)
  await running.saw(/Ctrl-C again/)
  interrupt(running)
  expect((await running.finished).code).toBe(130)
})

it('an ordinary suite ends at Ctrl-C as it always did', async () => {
  const { scenario, env } = await open(5)
  await scenario.write(
    'desk.prompt.test.ts',
    "import { test } from 'vitest'\nimport { setTimeout } from 'node:timers/promises'\ntest('slow', async () => { console.log('it runs'); await setTimeout(30_000) }, 60_000)\n",
  )
  const running = scenario.start(['run'], { env })
  await running.saw(/it runs/)
  interrupt(running)
  const { output } = await running.finished
  expect(output).not.toContain('Ctrl-C again')
})
