import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { startEmbeddedModel } from '../../src/entries/embedded.ts'
import { type BatchScript, type BatchServer, startBatchServer } from '../support/batch-server.ts'
import { interrupt, openScenario, type Scenario } from '../support/scenario.ts'

/** A server with batches; the embedded model stands behind it, so that the answers are those of a run without batches. */
async function serve(script: BatchScript = {}): Promise<{
  server: BatchServer
  env: Record<string, string>
  direct: string[]
}> {
  const model = await startEmbeddedModel()
  const direct: string[] = []
  const ask = async (path: string, body: string) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${model.baseURL}${path}`, { method: 'POST', body, headers })
    return { status: response.status, body: await response.json() }
  }
  const server = await startBatchServer({
    answer: ({ url, body }) => ask(url.replace(/^\/v1/, ''), JSON.stringify(body)),
    direct(path, body) {
      direct.push(path)
      return ask(path, body)
    },
    ...script,
  })
  onTestFinished(async () => {
    await server.close()
    await model.close()
  })
  return { server, direct, env: { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'key-of-tests' } }
}

async function openBatchScenario(fixture: string, options: { vitest?: 4 | 5 } = {}): Promise<Scenario> {
  const scenario = await openScenario(fixture, options)
  await scenario.write(
    'vitest.config.ts',
    `import { promptRetune } from 'prompt-retune/plugin'
import { defineConfig } from 'vitest/config'
const prices = { 'gpt-4.1': { input: 2, output: 8, batch: 0.5 } }
export default defineConfig({ plugins: [promptRetune({ transport: 'batch', diagnose: 'local', prices })] })
`,
  )
  return scenario
}

async function lastRun(scenario: Scenario) {
  return runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
}

describe("transport: 'batch'", () => {
  it('judges the same as a run without it, from one batch a suite, and pays nothing on a rerun', async () => {
    const { server, env, direct } = await serve()
    const plain = await openScenario('fixtures/two-suites')
    await plain.run(['run'], { env })
    direct.length = 0
    const scenario = await openBatchScenario('fixtures/two-suites')
    const { output } = await scenario.run(['run'], { env })
    expect(direct).toEqual([])
    const outcomes = async (one: Scenario) =>
      (await lastRun(one)).suites.map(({ name, results }) => [
        name,
        results.map(({ id, verdict, output: said }) => [id, verdict, said]),
      ])
    expect(await outcomes(scenario)).toEqual(await outcomes(plain))
    expect(server.batches).toHaveLength(2)
    expect(output).toMatch(/\d+ requests go out in a batch/)
    expect(output).toMatch(/batch 1 \(batch_\d\): completed, (\d+) of \1 answered/)
    const first = await lastRun(scenario)
    for (const { metrics, results } of first.suites) {
      expect(metrics.usage?.target).toMatchObject({
        calls: results.length,
        batched: { calls: results.length },
      })
    }
    const rerun = await scenario.run(['run'], { env })
    expect(server.batches).toHaveLength(2)
    expect(direct).toEqual([])
    expect(rerun.output).toMatch(/\(100%\)/)
  })

  it('asks only for the cases that run', async () => {
    const { server, env } = await serve()
    const scenario = await openScenario('fixtures/all-pass')
    const rows = (await scenario.read('messages.jsonl')).trim().split('\n')
    const { id } = JSON.parse(rows[0] ?? '') as { id: string }
    await scenario.run(['run', '--transport=batch', '-t', `${id}$`], { env })
    expect(server.requestsOf(1)).toHaveLength(1)
    await scenario.run(['run', '--transport=batch'], { env })
    expect(server.requestsOf(2)).toHaveLength(rows.length - 1)
  })

  it.for([4, 5] as const)(
    'goes on after Ctrl-C with the batch that was sent, under Vitest %i',
    async (vitest) => {
      const { server, env, direct } = await serve()
      server.hold(true)
      const scenario = await openBatchScenario('fixtures/all-pass', { vitest })
      const running = scenario.start(['run'], { env })
      await running.saw(/batch 1 \(batch_1\)/)
      interrupt(running)
      const { code, output } = await running.finished
      expect(code).toBe(130)
      expect(output).toMatch(/batches that were sent go on, and the next run takes them up/)
      server.hold(false)
      const again = await scenario.run(['run'], { env })
      expect(again.code).toBe(0)
      expect(again.output).toMatch(/a batch of an earlier run is taken up/)
      expect(server.batches).toHaveLength(1)
      expect(direct).toEqual([])
    },
  )

  it('goes on after a kill, and pays for nothing twice', async () => {
    const { server, env, direct } = await serve()
    const scenario = await openBatchScenario('fixtures/many')
    server.hold(true)
    for (const moment of [/requests go out/, /batch 1 \(batch_1\)/]) {
      const running = scenario.start(['run'], { env })
      await running.saw(moment)
      if (running.process.pid !== undefined) process.kill(-running.process.pid, 'SIGKILL')
      await running.finished
    }
    server.hold(false)
    await scenario.run(['run'], { env })
    const [suite] = (await lastRun(scenario)).suites
    expect(suite?.metrics.usage?.target).toMatchObject({ calls: 2_000, batched: { calls: 2_000 } })
    expect(server.batches).toHaveLength(1)
    expect(direct).toEqual([])
  })

  it('tells an error of one row from an answer, and fails the run for it', async () => {
    const { env } = await serve({
      answer: ({ custom_id }) =>
        custom_id < '4'
          ? { status: 400, body: { error: { message: 'Bad row.', code: null } } }
          : { text: '{}' },
    })
    const scenario = await openBatchScenario('fixtures/many')
    const { code } = await scenario.run(['run'], { env })
    expect(code).toBe(1)
    const [suite] = (await lastRun(scenario)).suites
    const errored = suite?.results.filter(({ verdict }) => verdict === 'error') ?? []
    expect(errored.length).toBeGreaterThan(0)
    expect(errored.length).toBeLessThan(suite?.results.length ?? 0)
    expect(errored[0]?.error?.message).toMatch(/Bad row/)
  })

  it('needs the cache, and says so', async () => {
    const { env, server } = await serve()
    const scenario = await openBatchScenario('fixtures/all-pass')
    const { code, output } = await scenario.run(['run', '--no-cache'], { env })
    expect(code).toBe(1)
    expect(output).toMatch(/asked in batches, whose answers are kept in the response cache, and that is off/)
    expect(server.log).toEqual([])
  })

  it('has no part in a run on the embedded model, and in a replay', async () => {
    const { env, server } = await serve()
    const scenario = await openBatchScenario('fixtures/all-pass')
    expect((await scenario.run(['run'])).code).toBe(0)
    await scenario.run(['run', '--record=auto'], { env })
    expect(server.batches).toHaveLength(1)
    const requests = server.log.length
    const { code, output } = await scenario.run(['run', '--record=replay'])
    expect(code).toBe(0)
    expect(output).toMatch(/replayed/)
    expect(server.log).toHaveLength(requests)
  })

  it('judges more than 10,000 cases in one test, and reports each of them', async () => {
    const { server, env } = await serve({ answer: () => ({ text: '{"topic":"room"}' }) })
    const scenario = await openBatchScenario('fixtures/many')
    const suite = await scenario.read('desk.prompt.test.ts')
    const many = suite
      .replace('row < 2_000', 'row < 10_100')
      .replace(
        '[topic, message] = messages[row % messages.length] ?? []',
        "[, message] = messages[row % messages.length] ?? []\n      const topic = row % 100 === 7 ? 'pool' : 'room'",
      )
    await scenario.write('desk.prompt.test.ts', many.replace('passRate: 0.7', 'passRate: 0.995'))
    server.hold(true)
    const stopped = scenario.start(['run'], { env })
    await stopped.saw(/batch 1 \(batch_1\)/)
    interrupt(stopped)
    expect((await stopped.finished).code).toBe(130)
    server.hold(false)
    const failed = await scenario.run(['run'], { env })
    expect(failed.code).toBe(1)
    expect(failed.output).toMatch(/Tests\s+1 passed \(1\)/)
    expect(failed.output).toMatch(
      /the gate of "many messages" does not hold: pass rate 0\.99\d* is below 0\.995/,
    )
    const [first] = (await lastRun(scenario)).suites
    expect(first?.metrics).toMatchObject({ cases: 10_100, passed: 9_999, failed: 101 })
    expect(new Set(first?.results.map(({ id }) => id)).size).toBe(10_100)
    expect(first?.diagnosis?.topics.map(({ name }) => name)).toEqual(['expected pool, got room'])
    expect(first?.partial).toBeUndefined()

    await scenario.write('desk.prompt.test.ts', many.replace('passRate: 0.7', 'passRate: 0.9'))
    const again = await scenario.run(['run', '--only=failed'], { env })
    expect(again.code).toBe(0)
    const [second] = (await lastRun(scenario)).suites
    expect(second).toMatchObject({ kept: 9_999, metrics: { cases: 10_100, passed: 9_999, failed: 101 } })

    const bare = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', bare.replace(/ {2}gate: .*\n/, ''))
    const without = await scenario.run(['run'], { env })
    expect(without.code).toBe(1)
    expect(without.output).toMatch(/PromptCaseError: row-7: .*and 100 more/s)
    expect(server.batches).toHaveLength(1)
    expect(await readdir(join(scenario.dir, '.prompt-retune/batches'))).toEqual(['.gitignore'])
  }, 120_000)
})
