import { describe, expect, it } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

async function gatedBy(gate: string, vitest: 4 | 5 = 5): Promise<Scenario> {
  const scenario = await openScenario('fixtures/gate', { vitest })
  const suite = await scenario.read('desk.prompt.test.ts')
  await scenario.write('desk.prompt.test.ts', suite.replace('{ passRate: 0.5 }', gate))
  return scenario
}

/** "cold-bed" fails from now on. */
async function breakCase(scenario: Scenario): Promise<void> {
  const prompt = await scenario.read('desk.prompt.md')
  await scenario.write(
    'desk.prompt.md',
    prompt.replace('bed, towels, heating,', '').replace('swim,', 'swim, bed, heating,'),
  )
}

async function gateOf(scenario: Scenario) {
  const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
  return report.suites[0]?.gate
}

describe('a gate that goes by the baseline', () => {
  it('lets accepted failures be, and fails the run with one test for a regression', async () => {
    const scenario = await gatedBy('{ maxRegressions: 0, noSignificantDrop: true }')
    const without = await scenario.run(['run', '--reporter=verbose'])
    expect(without.code).toBe(0)
    expect(without.output).toMatch(/✓ .*gate: at most 0 regressions, no significant drop/)
    expect((await scenario.run(['run', '-u'])).code).toBe(0)

    await breakCase(scenario)
    const broken = await scenario.run(['run'])
    expect(broken.code).toBe(1)
    expect(broken.output).toMatch(/Tests {2}1 failed/)
    expect(broken.output).toContain('PromptGateError: 1 regression, 0 allowed: cold-bed')
    expect(await gateOf(scenario)).toEqual({
      passed: false,
      reason: '1 regression, 0 allowed: cold-bed',
      checks: [
        { name: 'maxRegressions', passed: false, reason: '1 regression, 0 allowed: cold-bed' },
        {
          name: 'noSignificantDrop',
          passed: true,
          reason: expect.stringMatching(/^1 newly failing, 0 fixed of 6 cases: insufficient data/),
        },
      ],
    })

    expect((await scenario.run(['run', '-u'])).code).toBe(0)
    expect((await scenario.run(['run'])).code).toBe(0)
  })

  it('fails where the baseline is broken, at its line', async () => {
    const scenario = await gatedBy('{ maxRegressions: 0 }')
    await scenario.write('.prompt-retune/baselines/hotel-desk.json', '{\n  "suite"\n}')
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toContain('.prompt-retune/baselines/hotel-desk.json:3')
    expect(output).toMatch(/Tests {2}1 failed/)
    expect(await gateOf(scenario)).toMatchObject({ passed: false, reason: 'the baseline cannot be read' })
  })

  it('is told by the command line what to compare with', async () => {
    const scenario = await gatedBy('{ maxRegressions: 0 }')
    await scenario.run(['run'])
    await scenario.write('main.json', await scenario.read('.prompt-retune/last-run.json'))
    await breakCase(scenario)
    expect((await scenario.run(['run', '--baseline=main.json'])).code).toBe(1)
    expect((await scenario.run(['run', '--baseline=off'])).code).toBe(0)
  })

  it('holds critical cases alone, where it says no more', async () => {
    const scenario = await gatedBy("{ critical: 'all' }")
    expect((await scenario.run(['run'])).code).toBe(0)
    const rows = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', rows.replace('{"id": "safe"', '{"critical": true, "id": "safe"'))
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toContain('1 critical case failed: safe')
  })

  it('fails in the report as in its test where no case was scored', async () => {
    const scenario = await openScenario('fixtures/gate')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace(/scorers: \[.*\]/, 'scorers: [() => null]'))
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/✗ hotel desk {2}desk\.prompt\.md\n[^✗]*gate +no case was judged \(of 6\)/)
  })

  it('works on Vitest 4', async () => {
    const scenario = await gatedBy('{ maxRegressions: 0 }', 4)
    await scenario.run(['run', '-u'])
    await breakCase(scenario)
    expect((await scenario.run(['run'])).code).toBe(1)
    expect((await scenario.run(['run', '-u'])).code).toBe(0)
    expect((await scenario.run(['run'])).code).toBe(0)
  })
})
