import { describe, expect, it } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

async function lastRun(scenario: Scenario) {
  return runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
}

describe('npx vitest', () => {
  it('passes a suite whose cases all pass, and says that the model is simulated', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const { code, output } = await scenario.run(['run'])
    expect(output).toMatch(/Tests {2}4 passed \(4\)/)
    expect(output).toContain('embedded model (simulated)')
    expect(output).toMatch(/4 passed · pass rate 100%/)
    expect(output).not.toContain('Failure topic')
    expect(code).toBe(0)
    const report = await lastRun(scenario)
    expect(report.model.simulated).toBe(true)
    expect(report.suites[0]?.results.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['cold-bed', 'passed'],
      ['early-breakfast', 'passed'],
      ['sauna-hours', 'passed'],
      ['towels', 'passed'],
    ])
  })

  it('diagnoses cases that Vitest tried again', async () => {
    const scenario = await openScenario('fixtures/failing')
    const { output } = await scenario.run(['run', '--retry=1', '-t', 'allergy'])
    expect(output).toContain('(retry x1)')
    expect(output).toMatch(/✗ hotel desk +desk\.prompt\.md/)
    expect(output).toContain('Failure topic')
  })

  it('says that a suite ran in part, were it only the first case that was left out', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const [first = '', ...others] = (await scenario.read('messages.jsonl')).trim().split('\n')
    const marked = others.map((row) => row.replace('{', '{ "only": true, '))
    await scenario.write('messages.jsonl', [first, ...marked].join('\n'))
    const { output } = await scenario.run(['run'])
    expect(output).toMatch(/3 passed · pass rate 100% \(.*\) · ran in part/)
    expect((await lastRun(scenario)).suites[0]?.partial).toBe(true)
  })

  it('fails with a clickable row, what was expected and got, and the topics of the failures', async () => {
    const scenario = await openScenario('fixtures/failing')
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/× safe/)
    expect(output).toMatch(/PromptCaseError: expected "room", got "food"/)
    expect(output).toContain('❯ messages.jsonl:6:1')
    expect(output).toMatch(/-\s+"topic": "room"/)
    expect(output).not.toMatch(/\+\s+"reasoning"/)
    expect(output).toMatch(/Failure topic/)
    expect(output).toMatch(/messages\.jsonl:6 {2}safe/)
    expect(output).toContain('npx vitest --tune desk')
    expect(output).not.toContain('diagnosing')
    const [suite] = (await lastRun(scenario)).suites
    const failed = suite?.results.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)
    expect(failed).toEqual(['allergy', 'noisy-neighbours', 'safe'])
    const inTopics = suite?.diagnosis?.topics.flatMap(({ caseIds }) => caseIds)
    expect(new Set(inTopics)).toEqual(new Set(failed))
  })

  it('gives the same topics again, and from the second time on the same report, byte for byte', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    const first = await lastRun(scenario)
    await scenario.run(['run'])
    const second = await scenario.read('.prompt-retune/last-run.json')
    const topicsOf = ({ suites }: typeof first) =>
      suites[0]?.diagnosis?.topics.map(({ id, name, caseIds }) => ({ id, name, caseIds }))
    expect(topicsOf(runReportSchema.parse(JSON.parse(second)))).toEqual(topicsOf(first))
    expect(topicsOf(first)).toHaveLength(2)
    await scenario.run(['run'])
    expect(await scenario.read('.prompt-retune/last-run.json')).toBe(second)
  })

  it('under a gate that holds, shows and counts failing cases but does not fail', async () => {
    const scenario = await openScenario('fixtures/gate')
    const { code, output } = await scenario.run(['run', '--reporter=verbose'])
    expect(code).toBe(0)
    expect(output).toMatch(/↓ .*safe.*failed: expected "room", got "food"/)
    expect(output).toMatch(/✓ .*gate: pass rate of at least 50 %/)
    expect(output).toMatch(/3 passed · 3 failed · pass rate 50%/)
    expect(output).toContain('Failure topic')
  })

  it('fails one test, the gate, when the pass rate is too low', async () => {
    const scenario = await openScenario('fixtures/gate')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace('passRate: 0.5', 'passRate: 0.8'))
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/PromptGateError: pass rate 0\.50 is below 0\.80 \(3 of 6\)/)
    expect(output).toMatch(/Tests {2}1 failed \| 3 passed \| 3 skipped \(7\)/)
  })

  it('fails a critical case whatever the gate allows', async () => {
    const scenario = await openScenario('fixtures/gate')
    const rows = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', rows.replace('{"id": "safe"', '{"critical": true, "id": "safe"'))
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/× safe/)
    expect(output).toContain('1 critical case failed: safe')
  })

  it('fails by a gate that does not hold for what a filter left, its own test left out too', async () => {
    const scenario = await openScenario('fixtures/gate')
    const { code, output } = await scenario.run(['run', '-t', 'safe'])
    expect(output).toMatch(/gate +pass rate 0\.00 is below 0\.50 \(0 of 1\)/)
    expect(output).toContain('prompt-retune: "hotel desk" does not hold: pass rate 0.00 is below 0.50')
    expect(code).toBe(1)
    const passing = await scenario.run(['run', '-t', 'cold-bed'])
    expect(passing.code, passing.output).toBe(0)
  })

  it('runs one case by -t, and rows with skip and only', async () => {
    const scenario = await openScenario('fixtures/failing')
    const one = await scenario.run(['run', '-t', 'safe'])
    expect(one.output).toMatch(/Tests {2}1 failed \| 5 skipped \(6\)/)
    const rows = await scenario.read('messages.jsonl')
    await scenario.write(
      'messages.jsonl',
      rows.replaceAll(/("id": "(?:safe|allergy|noisy-neighbours)")/g, '$1, "skip": true'),
    )
    const skipped = await scenario.run(['run'])
    expect(skipped.code).toBe(0)
    expect(skipped.output).toMatch(/Tests {2}3 passed \| 3 skipped \(6\)/)
    await scenario.write('messages.jsonl', rows.replace('"id": "cold-bed"', '"id": "cold-bed", "only": true'))
    const only = await scenario.run(['run'])
    expect(only.output).toMatch(/Tests {2}1 passed \| 5 skipped \(6\)/)
  })

  it('filters by tags that the config declares', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const config = await scenario.read('vitest.config.ts')
    await scenario.write('vitest.config.ts', config.replace('})', ", test: { tags: [{ name: 'hours' }] } })"))
    const { output } = await scenario.run(['run', '--tags-filter=hours'])
    expect(output).toMatch(/Tests {2}1 passed \| 3 skipped \(4\)/)
  })

  it('reports two suites of one file apart', async () => {
    const scenario = await openScenario('fixtures/two-suites')
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/✓ easy messages/)
    expect(output).toMatch(/✗ hard messages/)
    const report = await lastRun(scenario)
    expect(report.suites.map(({ name, metrics }) => [name, metrics.passed, metrics.failed])).toEqual([
      ['easy messages', 4, 0],
      ['hard messages', 3, 3],
    ])
  })

  it('refuses two suites of one name, in one file and in two', async () => {
    const scenario = await openScenario('fixtures/two-suites')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace("'hard messages'", "'easy messages'"))
    const sameFile = await scenario.run(['run'])
    expect(sameFile.code).toBe(1)
    expect(sameFile.output).toContain('two suites are named "easy messages"')

    const one = suite.replace(/promptSuite\('hard.*\n/, '')
    await scenario.write('desk.prompt.test.ts', one)
    await scenario.write('other.prompt.test.ts', one)
    const twoFiles = await scenario.run(['run'])
    expect(twoFiles.code).toBe(1)
    expect(twoFiles.output).toMatch(
      /two suites are named "easy messages" .*desk\.prompt\.test\.ts.*other\.prompt\.test\.ts/,
    )
  })

  it('refuses two suites whose files would be the same, in one file and in two', async () => {
    const scenario = await openScenario('fixtures/two-suites')
    const suite = await scenario.read('desk.prompt.test.ts')
    const same = suite.replace("'hard messages'", "'Easy-Messages'")
    await scenario.write('desk.prompt.test.ts', same)
    const sameFile = await scenario.run(['run'])
    expect(sameFile.code).toBe(1)
    expect(sameFile.output).toMatch(
      /the suites "easy messages" and "Easy-Messages" \(.*desk\.prompt\.test\.ts\) would share their files/,
    )

    await scenario.write('desk.prompt.test.ts', same.replace(/promptSuite\('Easy.*\n/, ''))
    await scenario.write('other.prompt.test.ts', same.replace(/promptSuite\('easy.*\n/, ''))
    const twoFiles = await scenario.run(['run', '-u'])
    expect(twoFiles.code).toBe(1)
    expect(twoFiles.output).toMatch(
      /the suites "Easy-Messages" and "easy messages" \(.*desk\.prompt\.test\.ts.*other\.prompt\.test\.ts\) would share/,
    )
    // Neither takes the place of the other.
    await expect(scenario.read('.prompt-retune/baselines/easy-messages.json')).rejects.toThrow('ENOENT')
  })

  it('runs 2,000 cases from a loader', async () => {
    const scenario = await openScenario('fixtures/many')
    const { code, output } = await scenario.run(['run'])
    expect(output).toMatch(/1,500 passed/)
    expect(output).toMatch(/^\S.*: diagnosing 500 failed cases, at most 500 critiques, 1 call for topics/m)
    expect(code).toBe(0)
    const [suite] = (await lastRun(scenario)).suites
    expect(suite?.metrics).toMatchObject({ cases: 2000, passed: 1500, failed: 500, errored: 0 })
    expect(suite?.diagnosis?.topics.reduce((sum, topic) => sum + topic.diagnoses, 0)).toBeGreaterThanOrEqual(
      500,
    )
  })

  it('merges the blobs of two shards into one report', async () => {
    const scenario = await openScenario('fixtures/two-suites')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace(/promptSuite\('hard.*\n/, ''))
    await scenario.write('hard.prompt.test.ts', suite.replace(/promptSuite\('easy.*\n/, ''))
    await scenario.run(['run', '--shard=1/2', '--reporter=blob'])
    await scenario.run(['run', '--shard=2/2', '--reporter=blob'])
    await scenario.write('.prompt-retune/last-run.json', '{}')
    const { code, output } = await scenario.run(['run', '--merge-reports'])
    expect(code).toBe(1)
    expect(output).toMatch(/✓ easy messages/)
    expect(output).toMatch(/✗ hard messages/)
    expect((await lastRun(scenario)).suites.map(({ metrics }) => metrics.cases)).toEqual([4, 6])
  })

  it('stands beside the reporters of the user, and lists files', async () => {
    const scenario = await openScenario('fixtures/failing')
    const { stdout } = await scenario.run(['run', '--reporter=json', '--outputFile=out.json'])
    expect(stdout).toContain('Prompt suites')
    const json = JSON.parse(await scenario.read('out.json'))
    expect(json.testResults[0].assertionResults).toHaveLength(6)
    expect((await scenario.run(['list', '--filesOnly'])).stdout).toContain('desk.prompt.test.ts')
  })
})
