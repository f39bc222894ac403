import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { type EmbeddedModel, startEmbeddedModel } from '../../src/entries/embedded.ts'
import { blockConnections, countConnections } from '../support/no-network.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

const key = { OPENAI_API_KEY: 'sk-not-a-real-key-0123456789' }

async function serveModel(): Promise<{ server: EmbeddedModel; env: Readonly<Record<string, string>> }> {
  const server = await startEmbeddedModel()
  onTestFinished(() => server.close())
  return { server, env: { OPENAI_BASE_URL: server.baseURL, ...key } }
}

/** Failing cases, a judge beside the scorer that decides, and limits and a budget that processes of a run share. */
async function openJudged(options: string): Promise<Scenario> {
  const scenario = await openScenario('fixtures/failing')
  const suite = (await scenario.read('desk.prompt.test.ts'))
    .replace('{ exactMatch,', '{ exactMatch, judge,')
    .replace('scorers: [', "scorers: [judge({ rubric: 'The right topic.', path: 'topic' }), ")
  await scenario.write('desk.prompt.test.ts', suite)
  const config = await scenario.read('vitest.config.ts')
  await scenario.write('vitest.config.ts', config.replace('promptRetune()', `promptRetune(${options})`))
  return scenario
}

async function fork(from: Scenario, options: string): Promise<Scenario> {
  const copy = await openJudged(options)
  await mkdir(join(copy.dir, '.prompt-retune'))
  const folder = '.prompt-retune/recordings'
  await cp(join(from.dir, folder), join(copy.dir, folder), { recursive: true })
  return copy
}

async function lastRun(scenario: Scenario) {
  const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
  const [suite] = report.suites
  if (!suite) throw new Error('no suite ran')
  const { results, diagnosis } = suite
  return {
    outcomes: {
      results: results.map(({ id, verdict, scores, output, error }) => ({
        id,
        verdict,
        scores,
        output,
        error,
      })),
      topics: diagnosis?.topics.map(({ id, name, caseIds }) => ({ id, name, caseIds })),
    },
    verdicts: results.map(({ verdict }) => verdict),
  }
}

const plain = '{ cache: false }'
const shared = '{ cache: false, limits: { requestsPerMinute: 600 }, budget: { calls: 500, minutes: 5 } }'
const file = '.prompt-retune/recordings/hotel-desk.jsonl'

async function rolesRecorded(scenario: Scenario): Promise<string[]> {
  const lines = (await scenario.read(file)).trimEnd().split('\n')
  return [...new Set(lines.map((line): string => JSON.parse(line).role))].sort()
}

describe('a replay', () => {
  it.for([plain, shared])(
    'opens no connection, with target, judge, critic and embeddings in it, under %s',
    async (options) => {
      const { env } = await serveModel()
      const scenario = await openJudged(options)
      await scenario.run(['run', '--record=record'], { env })
      const first = await lastRun(scenario)
      expect(new Set(first.verdicts)).toEqual(new Set(['passed', 'failed']))
      expect(await rolesRecorded(scenario)).toEqual(['critic', 'embedder', 'judge', 'target'])

      const counting = await countConnections()
      const counted = await fork(scenario, options)
      await counted.run(['run', '--record=replay'], { env: { OPENAI_BASE_URL: counting.baseURL, ...key } })
      expect(counting.count()).toBe(0)
      expect((await lastRun(counted)).outcomes).toEqual(first.outcomes)

      const blocked = await blockConnections()
      const cutOff = await fork(scenario, options)
      await cutOff.run(['run', '--record=replay'], { env: blocked.env })
      expect(await blocked.tried()).toEqual([])
      expect((await lastRun(cutOff)).outcomes).toEqual(first.outcomes)

      // The block does see what a run connects to.
      await cutOff.run(['run'], { env: { ...env, ...blocked.env } })
      expect((await blocked.tried()).length).toBeGreaterThan(0)
      expect((await lastRun(cutOff)).verdicts).not.toContain('passed')
    },
  )

  it('records again what a changed row asks of target and judge, and nothing else', async () => {
    const { server, env } = await serveModel()
    const scenario = await openJudged(plain)
    await scenario.run(['run', '--record=auto'], { env })
    const before = { ...server.requests.jobs }
    const lines = (await scenario.read(file)).trimEnd().split('\n')

    const rows = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', rows.replace('breakfast at six', 'breakfast at seven'))
    await scenario.run(['run', '--record=auto'], { env })
    const { target = 0, verdict = 0 } = before
    expect(server.requests.jobs).toEqual({ ...before, target: target + 1, verdict: verdict + 1 })
    const after = (await scenario.read(file)).trimEnd().split('\n')
    expect(after).toHaveLength(lines.length)
    const added = after.filter((line) => !lines.includes(line)).map((line): unknown => JSON.parse(line))
    expect(added).toHaveLength(2)
    for (const role of ['target', 'judge'])
      expect(added).toContainEqual(expect.objectContaining({ role, case: 'early-breakfast' }))
  })
})
