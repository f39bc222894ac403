import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { type EmbeddedModel, startEmbeddedModel } from '../../src/entries/embedded.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

async function serveModel(latency = 0): Promise<{ server: EmbeddedModel; env: { OPENAI_BASE_URL: string } }> {
  const server = await startEmbeddedModel({ latency })
  onTestFinished(() => server.close())
  return { server, env: { OPENAI_BASE_URL: server.baseURL } }
}

async function lastSuite(scenario: Scenario) {
  const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
  const [suite] = report.suites
  if (!suite) throw new Error('no suite ran')
  return suite
}

const outcomes = ({ results, diagnosis }: Awaited<ReturnType<typeof lastSuite>>) => ({
  results: results.map(({ id, verdict, score, output }) => ({ id, verdict, score, output })),
  topics: diagnosis?.topics.map(({ id, name, caseIds }) => ({ id, name, caseIds })),
})

describe('the response cache', () => {
  it('answers a rerun without one call, with the same results and topics', async () => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'], { env })
    const first = await lastSuite(scenario)
    const asked = server.requests.total
    expect(asked).toBeGreaterThan(0)
    const { output } = await scenario.run(['run'], { env })
    expect(server.requests.total).toBe(asked)
    expect(outcomes(await lastSuite(scenario))).toEqual(outcomes(first))
    expect(output.replace(/\s+/g, ' ')).toMatch(/(\d+) of \1 answers from the cache \(100%\), which saves/)
  })

  it('asks for the row that changed, and for no other', async () => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/all-pass')
    await scenario.run(['run'], { env })
    const asked = server.requests.total
    const rows = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', rows.replace(/("input": ?\{[^}]*?: ?")/, '$1Hello. '))
    await scenario.run(['run'], { env })
    expect(server.requests.total).toBe(asked + 1)
  })

  it.for([
    ['vitest', ['run', '--no-cache']],
    ['prompt-retune', ['run', '--no-cache']],
    ['bare', ['run', '--', '--no-cache']],
  ] as const)('is left alone by --no-cache of %s', async ([bin, words]) => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/all-pass')
    await scenario.run(['run'], { env })
    const asked = server.requests.total
    const { code } = await scenario.run(words, { env, bin })
    expect(code).toBe(0)
    expect(server.requests.total).toBe(2 * asked)
  })

  it('can be looked at and cleared', async () => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/all-pass')
    const bin = 'prompt-retune'
    expect((await scenario.run(['cache', 'stats'], { bin })).stdout).toMatch(/No answers are kept here/)
    await scenario.run(['run'], { env })
    const asked = server.requests.total
    const { stdout } = await scenario.run(['cache', 'stats'], { bin })
    expect(stdout).toMatch(new RegExp(`^${asked} answers in \\.prompt-retune/cache, \\d+\\.\\d\\d MB`))
    expect((await scenario.run(['cache', 'clear'], { bin })).code).toBe(0)
    await scenario.run(['run'], { env })
    expect(server.requests.total).toBe(2 * asked)
    expect((await scenario.run(['cache', 'empty'], { bin })).code).toBe(2)
  })

  it('is asked by a tuning too, whose budget is not touched by what it has', async () => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/tune')
    const seed = await scenario.read('desk.prompt.md')
    const words = ['--tune', '--tune.write', '--tune.iterations=2', '--tune.schedule=full']
    await scenario.run(words, { env })
    const tuned = await scenario.read('desk.prompt.md')
    const asked = server.requests.total
    await scenario.write('desk.prompt.md', seed)
    await rm(join(scenario.dir, '.prompt-retune/runs'), { recursive: true })
    const { output } = await scenario.run([...words, '--tune.budget.calls=1'], { env })
    expect(server.requests.total).toBe(asked)
    expect(await scenario.read('desk.prompt.md')).toBe(tuned)
    expect(output).not.toMatch(/budget is used up/)
  })

  it('has no answer for what Vitest tries again', async () => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'], { env })
    const { target = 0 } = server.requests.jobs
    await scenario.run(['run', '--retry=2'], { env })
    expect(server.requests.jobs.target).toBe(target + 2 * 3)
    await scenario.run(['run', '--retry=2'], { env })
    expect(server.requests.jobs.target).toBe(target + 2 * 3)
  })

  it('lets a run that was killed go on where it was', async () => {
    const { server, env } = await serveModel(30)
    const scenario = await openScenario('fixtures/many')
    const whole = await openScenario('fixtures/many')
    await whole.run(['run'], { env })
    const all = server.requests.total
    const running = scenario.start(['run'], { env })
    while (server.requests.total < all * 1.4) await new Promise((resolve) => setTimeout(resolve, 5))
    const { pid } = running.process
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    await running.finished
    const answeredBefore = server.requests.total - all
    await scenario.run(['run'], { env })
    const repeated = server.requests.total - 2 * all
    expect(answeredBefore).toBeGreaterThan(0)
    // What was in flight in worker and main process, and nothing else.
    expect(repeated).toBeGreaterThanOrEqual(0)
    expect(repeated).toBeLessThanOrEqual(2 * 20)
    expect(outcomes(await lastSuite(scenario))).toEqual(outcomes(await lastSuite(whole)))
  })
})
