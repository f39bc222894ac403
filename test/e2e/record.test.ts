import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import { type EmbeddedModel, startEmbeddedModel } from '../../src/entries/embedded.ts'
import { blockConnections } from '../support/no-network.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

async function serveModel(): Promise<{ server: EmbeddedModel; env: Readonly<Record<string, string>> }> {
  const server = await startEmbeddedModel()
  onTestFinished(() => server.close())
  return { server, env: { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'sk-not-a-real-key-0123456789' } }
}

async function lastReport(scenario: Scenario) {
  const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
  const [suite] = report.suites
  if (!suite) throw new Error('no suite ran')
  const { results, diagnosis } = suite
  return {
    model: report.model,
    notes: diagnosis?.notes,
    outcomes: {
      results: results.map(({ id, verdict, score, output }) => ({ id, verdict, score, output })),
      topics: diagnosis?.topics.map(({ id, name, definition, caseIds }) => ({
        id,
        name,
        definition,
        caseIds,
      })),
    },
    errors: results.flatMap(({ id, error }) => (error ? [{ id, ...error }] : [])),
  }
}

/** A fork: what is committed, and nothing else. */
async function fork(from: string, scenario: Scenario): Promise<Scenario> {
  const copy = await openScenario(from)
  await mkdir(join(copy.dir, '.prompt-retune'))
  const folder = '.prompt-retune/recordings'
  await cp(join(scenario.dir, folder), join(copy.dir, folder), { recursive: true })
  await rm(join(copy.dir, folder, '.parts'), { recursive: true, force: true })
  return copy
}

/** Nobody may be asked: whoever tries finds nobody. */
const nobody = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: 'none' }
const file = '.prompt-retune/recordings/hotel-desk.jsonl'
const linesOf = async (scenario: Scenario) => (await scenario.read(file)).trimEnd().split('\n')

describe('recordings', () => {
  it('are replayed without a key and without a connection, to the same results and topics', async () => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/failing')
    const { output } = await scenario.run(['run', '--record=record'], { env })
    expect(output).toMatch(/Recorded: \.prompt-retune\/recordings\/hotel-desk\.jsonl \(\d+ answers/)
    const first = await lastReport(scenario)
    expect(first.outcomes.topics?.length).toBeGreaterThan(0)
    const asked = server.requests.total

    for (const given of [{}, nobody, env]) {
      const copy = await fork('fixtures/failing', scenario)
      const replay = await copy.run(['run', '--record=replay'], { env: given })
      const report = await lastReport(copy)
      expect(report.errors).toEqual([])
      expect(report.outcomes).toEqual(first.outcomes)
      expect(report.model).toMatchObject({ simulated: false, replayed: true })
      expect(replay.output).toMatch(/replayed/)
      expect(replay.output).not.toMatch(/simulated/)
      expect(await copy.read(file)).toBe(await scenario.read(file))
    }
    expect(server.requests.total).toBe(asked)
    expect(await scenario.read(file)).not.toContain(env.OPENAI_API_KEY)
  })

  it('replay by themselves where the config says auto and there is no key', async () => {
    const { env } = await serveModel()
    const scenario = await openScenario('fixtures/failing')
    const config = (await scenario.read('vitest.config.ts')).replace(
      'promptRetune()',
      "promptRetune({ record: 'auto' })",
    )
    await scenario.write('vitest.config.ts', config)
    await scenario.run(['run'], { env })
    const first = await lastReport(scenario)
    const copy = await fork('fixtures/failing', scenario)
    await copy.write('vitest.config.ts', config)
    await copy.run(['run'])
    expect((await lastReport(copy)).outcomes).toEqual(first.outcomes)
    expect((await lastReport(copy)).model).toMatchObject({ replayed: true, simulated: false })
  })

  it('change by a line for a changed row, stand in one order, and lose what is of no use', async () => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/all-pass')
    await scenario.run(['run', '--record=auto', '--no-cache'], { env })
    const before = await linesOf(scenario)
    const asked = server.requests.total
    expect(before.map((line) => JSON.parse(line).case)).toEqual(
      before.map((line) => JSON.parse(line).case).sort(),
    )

    await scenario.run(['run', '--record=auto', '--no-cache'], { env })
    expect(server.requests.total).toBe(asked)
    expect(await linesOf(scenario)).toEqual(before)

    const rows = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', rows.replace('breakfast at six', 'breakfast at seven'))
    await scenario.run(['run', '--record=auto', '--no-cache'], { env })
    expect(server.requests.total).toBe(asked + 1)
    const after = await linesOf(scenario)
    expect(after).toHaveLength(before.length)
    expect(after.filter((line) => !before.includes(line))).toHaveLength(1)

    // A part of the suite tells nothing about the rest.
    await scenario.run(['run', '--record=auto', '-t', 'towels'], { env })
    expect(await linesOf(scenario)).toEqual(after)

    await scenario.run(['run', '--record=record'], { env })
    expect(await linesOf(scenario)).toEqual(after)
    expect(server.requests.total).toBe(asked + 1 + before.length)
  })

  it('keep what a rerun of the failed cases has no use for', async () => {
    const { env } = await serveModel()
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run', '--record=auto'], { env })
    const before = await linesOf(scenario)
    await scenario.run(['run', '--record=auto', '--only=failed'], { env })
    expect(await linesOf(scenario)).toEqual(before)
  })

  it('that are missing make errors, which name the case and what to do', async () => {
    const { env } = await serveModel()
    const scenario = await openScenario('fixtures/all-pass')
    await scenario.run(['run', '--record=record'], { env })
    const rows = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', rows.replace('breakfast at six', 'breakfast at seven'))
    const { code, output } = await scenario.run(['run', '--record=replay'])
    expect(code).toBe(1)
    expect((await lastReport(scenario)).errors).toMatchObject([{ id: 'early-breakfast', kind: 'recording' }])
    expect(output).toMatch(/no recording of an answer of the target for case early-breakfast/)
    expect(output).toMatch(/npx vitest run --record=auto/)
    expect(output).toMatch(/1 errored/)
  })

  it('without those of the critic fall back to topics from the results, and say so', async () => {
    const { env } = await serveModel()
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run', '--record=record'], { env })
    const lines = await linesOf(scenario)
    await scenario.write(file, lines.filter((line) => !line.includes('"role":"critic"')).join('\n'))
    const { output } = await scenario.run(['run', '--record=replay'])
    const { notes = [], errors, outcomes } = await lastReport(scenario)
    expect(errors).toEqual([])
    expect(outcomes.topics?.length).toBeGreaterThan(0)
    expect(notes.join()).toMatch(/The critic could not be asked for 3 of 3 failed cases \(recording: /)
    expect(output).toMatch(/no recording of an answer of the critic/)
  })

  it('work for a tuning too', async () => {
    const { server, env } = await serveModel()
    const scenario = await openScenario('fixtures/tune')
    const seed = await scenario.read('desk.prompt.md')
    const words = ['--tune', '--tune.iterations=2', '--tune.write']
    await scenario.run([...words, '--record=record'], { env })
    const tuned = await scenario.read('desk.prompt.md')
    expect(tuned).not.toBe(seed)
    const asked = server.requests.total
    const copy = await fork('fixtures/tune', scenario)
    const blocked = await blockConnections()
    const { code } = await copy.run([...words, '--record=replay'], { env: { ...nobody, ...blocked.env } })
    expect(await blocked.tried()).toEqual([])
    expect(await copy.read('desk.prompt.md')).toBe(tuned)
    const result = tuneResultSchema.parse(
      JSON.parse(await copy.read('.prompt-retune/runs/hotel-desk/0001/result.json')),
    )
    expect(result.usage.optimizer).toMatchObject({ calls: 0 })
    expect([0, 1]).toContain(code)
    expect(server.requests.total).toBe(asked)
  })

  it('are made of no simulated answers', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const { code, output } = await scenario.run(['run', '--record=record'])
    expect(code).toBe(1)
    expect(output).toMatch(/the simulated answers of the embedded model are not recorded/)
    expect((await scenario.run(['run', '--record=auto'])).output).toMatch(/simulated/)
    await expect(scenario.read(file)).rejects.toThrow()
    expect((await scenario.run(['run', '--record'])).output).toMatch(/--record does not say how/)
  })
})
