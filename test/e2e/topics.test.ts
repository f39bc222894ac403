import { describe, expect, it } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

async function lastSuite(scenario: Scenario) {
  const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
  const [suite] = report.suites
  if (!suite) throw new Error('no suite was reported')
  return { ...suite, earlier: report.earlier?.[suite.name] }
}

type Suite = Awaited<ReturnType<typeof lastSuite>>

/** The topic that a case belongs to. */
function topicOf({ diagnosis }: Suite, caseId: string) {
  const topic = diagnosis?.topics.find(({ caseIds }) => caseIds.includes(caseId))
  if (!topic) throw new Error(`no topic holds ${caseId}`)
  return topic
}

const row = (id: string, message: string, topic: string) =>
  JSON.stringify({ id, input: { message }, expected: { topic } })

/** One topic's cases pass, another topic gets a case more, and a failure of a third kind comes in. */
async function changeRows(scenario: Scenario): Promise<void> {
  const rows = (await scenario.read('messages.jsonl')).trim().split('\n')
  const kept = rows.filter((line) => !line.includes('"allergy"'))
  await scenario.write(
    'messages.jsonl',
    [
      ...kept,
      row('allergy', 'Which dinner dishes on the menu are safe for a nut allergy?', 'food'),
      row('corridor', 'Somebody shouted in the corridor all night next to the breakfast table.', 'room'),
      row('slide', 'The children lost a shoe on the slide during dinner.', 'pool'),
    ].join('\n'),
  )
}

describe('topics from run to run', () => {
  it('keep their ids, and are new, grown and gone when rows change', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    const first = await lastSuite(scenario)
    const [room, food] = [topicOf(first, 'safe'), topicOf(first, 'allergy')]
    expect(room.id).not.toBe(food.id)
    expect(room.change).toBeUndefined()

    await changeRows(scenario)
    const { output, code } = await scenario.run(['run'])
    expect(code).toBe(1)
    const second = await lastSuite(scenario)
    expect(topicOf(second, 'corridor')).toMatchObject({
      ...{ id: room.id, change: 'grown', casesBefore: room.caseIds.length },
      caseIds: expect.arrayContaining(['safe', 'noisy-neighbours', 'corridor']),
    })
    expect(topicOf(second, 'slide')).toMatchObject({ change: 'new', caseIds: ['slide'] })
    expect([room.id, food.id]).not.toContain(topicOf(second, 'slide').id)
    expect(second.diagnosis?.gone).toEqual([{ id: food.id, name: food.name, cases: 1 }])
    expect(output).toMatch(/│ +\+1 │/)
    expect(output).toMatch(/│ +new │/)
    expect(output).toContain(`Gone since the last run: ${food.name} (1 case)`)
  })

  it('say nothing about changes in a part of the suite, and lose nothing by it', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    const whole = await lastSuite(scenario)
    const { output } = await scenario.run(['run', '-t', 'safe'])
    const part = await lastSuite(scenario)
    expect(part.partial).toBe(true)
    expect(topicOf(part, 'safe').id).toBe(topicOf(whole, 'safe').id)
    expect(topicOf(part, 'safe').change).toBeUndefined()
    expect(output).not.toContain('Gone')
    expect(part.earlier?.topics.map(({ id }) => id)).toEqual(whole.diagnosis?.topics.map(({ id }) => id))

    await changeRows(scenario)
    await scenario.run(['run'])
    const again = await lastSuite(scenario)
    expect(again).not.toHaveProperty('partial')
    expect(again.earlier).toBeUndefined()
    expect(topicOf(again, 'safe')).toMatchObject({ id: topicOf(whole, 'safe').id, change: 'grown' })
    expect(again.diagnosis?.gone.map(({ id }) => id)).toEqual([topicOf(whole, 'allergy').id])
  })

  it('are told gone when all cases pass, once', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    const { diagnosis } = await lastSuite(scenario)
    const passing = (await scenario.read('messages.jsonl')).split('\n').slice(0, 3).join('\n')
    await scenario.write('messages.jsonl', passing)
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(0)
    for (const { name } of diagnosis?.topics ?? []) expect(output).toMatch(new RegExp(`Gone .*${name}`))
    expect((await scenario.run(['run'])).output).not.toContain('Gone')
    expect(await lastSuite(scenario)).not.toHaveProperty('diagnosis')
  })

  it('are found without a model too', async () => {
    const scenario = await openScenario('fixtures/failing')
    const config = await scenario.read('vitest.config.ts')
    await scenario.write(
      'vitest.config.ts',
      config.replace('promptRetune()', "promptRetune({ diagnose: 'local' })"),
    )
    await scenario.run(['run'])
    const first = await lastSuite(scenario)
    await changeRows(scenario)
    const { output } = await scenario.run(['run'])
    const second = await lastSuite(scenario)
    expect(topicOf(second, 'safe').id).toBe(topicOf(first, 'safe').id)
    expect(second.diagnosis?.gone.map(({ id }) => id)).toContain(topicOf(first, 'allergy').id)
    expect(second.diagnosis?.usage).toEqual({})
    expect(output).not.toContain('diagnosis:')
  })
})
