import { describe, expect, it } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

async function lastCost(scenario: Scenario) {
  const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
  const diagnosis = report.suites[0]?.diagnosis
  if (!diagnosis) throw new Error('nothing was diagnosed')
  return { asked: diagnosis.cost.critiques.calls, reused: diagnosis.cost.reused, topics: diagnosis.topics }
}

const file = '.prompt-retune/critiques/hotel-desk.json'

describe('critiques', () => {
  it('are kept, and a rerun pays for none of the failures that did not change', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    const first = await lastCost(scenario)
    expect(first).toMatchObject({ asked: 3, reused: 0 })
    await scenario.run(['run'])
    const second = await lastCost(scenario)
    expect(second).toMatchObject({ asked: 0, reused: 3 })
    expect(second.topics.map(({ id, name }) => [id, name])).toEqual(
      first.topics.map(({ id, name }) => [id, name]),
    )

    const rows = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', rows.replace('{"id": "safe"', '{"id": "safe-deposit"'))
    await scenario.run(['run'])
    expect(await lastCost(scenario)).toMatchObject({ asked: 1, reused: 2 })
  })

  it('that cannot be read are asked for again', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    const kept = await scenario.read(file)
    await scenario.write(file, kept.slice(0, 200))
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/Failure topic/)
    expect(await lastCost(scenario)).toMatchObject({ asked: 3, reused: 0 })
    expect(JSON.parse(await scenario.read(file))).toEqual(JSON.parse(kept))
  })

  it('of a run serve the tuning after it', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    const before = await scenario.read(file)
    await scenario.run(['run', '--tune', '--tune.iterations=1', '--tune.dry-run'])
    const after: unknown = JSON.parse(await scenario.read(file))
    expect(after).toMatchObject(JSON.parse(before))
  })
})
