import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import { startEmbeddedModel } from '../../src/entries/embedded.ts'
import { interrupt, openScenario, type RunOptions, type Scenario } from '../support/scenario.ts'

const run = '.prompt-retune/runs/hotel-desk/0001'

async function tuneResult(scenario: Scenario) {
  return tuneResultSchema.parse(JSON.parse(await scenario.read(`${run}/result.json`)))
}

async function journal(scenario: Scenario): Promise<{ type: string }[]> {
  const lines = (await scenario.read(`${run}/journal.jsonl`)).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** A slow model, so that there is time to press Ctrl-C. */
async function slowModel(): Promise<{ OPENAI_BASE_URL: string }> {
  const server = await startEmbeddedModel({ latency: 150 })
  onTestFinished(() => server.close())
  return { OPENAI_BASE_URL: server.baseURL }
}

describe('npx vitest --tune', () => {
  it('rewrites the failing prompt so that held-out cases do better, and shows how', async () => {
    const scenario = await openScenario('fixtures/tune')
    const before = await scenario.read('desk.prompt.md')
    const { code, output } = await scenario.run(['--tune'])
    expect(code).toBe(0)
    expect(output).toMatch(/iteration +1\/20 {2}train 0\.\d\d {2}dev 0\.\d\d \(best/)
    expect(output).toMatch(/Written to desk\.prompt\.md/)
    const after = await scenario.read('desk.prompt.md')
    const result = await tuneResult(scenario)
    expect(result).toMatchObject({ before, after, written: true, model: { simulated: true } })
    expect(result.tuned.test?.passRate ?? 0).toBeGreaterThan(result.seed.test?.passRate ?? 1)
    // Nothing but the tunable section has changed.
    expect(after.split('<!-- user -->')[1]).toBe(before.split('<!-- user -->')[1])
    expect(after.split('<!-- system -->')[0]).toBe(before.split('<!-- system -->')[0])
    const { output: rerun } = await scenario.run(['run'])
    expect(rerun).toMatch(/✓ hotel desk/)
  })

  it('gives the same prompt again from the same seed', async () => {
    const [one, two] = [await openScenario('fixtures/tune'), await openScenario('fixtures/tune')]
    await Promise.all([one.run(['--tune']), two.run(['--tune'])])
    expect(await one.read('desk.prompt.md')).toBe(await two.read('desk.prompt.md'))
  })

  it.each<[string, string[], RunOptions]>([
    ['prompt-retune --tune', ['--tune'], { bin: 'prompt-retune' }],
    ['vitest -- --tune', ['run', '--', '--tune'], { bin: 'bare' }],
    ['vitest --tune with a file filter', ['--tune', 'desk'], {}],
  ])('works as %s', async (_way, args, options) => {
    const scenario = await openScenario('fixtures/tune')
    const before = await scenario.read('desk.prompt.md')
    const { code, output } = await scenario.run(args, options)
    expect(output).toMatch(/Written to desk\.prompt\.md/)
    expect(code).toBe(0)
    expect(await scenario.read('desk.prompt.md')).not.toBe(before)
  })

  it('writes no prompt with --tune.dry-run, but keeps the tuned one', async () => {
    const scenario = await openScenario('fixtures/tune')
    const before = await scenario.read('desk.prompt.md')
    const { code, output } = await scenario.run(['--tune.dry-run', '--tune.iterations=2'])
    expect(output).toMatch(/Dry run/)
    expect(code).toBe(0)
    expect(await scenario.read('desk.prompt.md')).toBe(before)
    expect(await scenario.read(`${run}/tuned.prompt.md`)).not.toBe(before)
    expect((await tuneResult(scenario)).iterations.length).toBeLessThanOrEqual(3)
  })

  it('fails when the tuned prompt does not meet its gate on dev', async () => {
    const scenario = await openScenario('fixtures/tune')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace('passRate: 0.5', 'passRate: 1'))
    const { code, output } = await scenario.run(['--tune', '--tune.iterations=1'])
    expect(code).toBe(1)
    expect(output).toMatch(/does not meet its gate on dev: pass rate 0\.\d+ is below 1/)
  })

  it('leaves a suite that passes alone and says so, unless --tune=all', async () => {
    const scenario = await openScenario('fixtures/tune')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace('passRate: 0.5', 'passRate: 0'))
    const before = await scenario.read('desk.prompt.md')
    const left = await scenario.run(['--tune'])
    expect(left.code).toBe(0)
    expect(left.output).toMatch(/passes already/)
    expect(await scenario.read('desk.prompt.md')).toBe(before)
    const all = await scenario.run(['--tune=all'])
    expect(all.code).toBe(0)
    expect(await scenario.read('desk.prompt.md')).not.toBe(before)
  })

  it('says so when no suite has the wanted name, and refuses unknown options', async () => {
    const scenario = await openScenario('fixtures/tune')
    const nobody = await scenario.run(['--tune=kitchen'])
    expect(nobody.code).toBe(1)
    expect(nobody.output).toContain('no suite was tuned')
    const typo = await scenario.run(['--tune.iteratoins=3'])
    expect(typo.code).toBe(1)
    expect(typo.output).toContain('Did you mean "--tune.iterations"?')
    const value = await scenario.run(['--tune.iterations=many'])
    expect(value.code).toBe(1)
    expect(value.output).toContain('--tune.iterations=many')
  })

  it('refuses the same row in two splits', async () => {
    const scenario = await openScenario('fixtures/tune')
    const rows = await scenario.read('messages.jsonl')
    const twin =
      '{"input": {"message": "When is breakfast served?"}, "expected": {"topic": "food"}, "split": "SPLIT"}\n'
    const twins = ['dev', 'test'].map((split) =>
      twin.replace('SPLIT', split).replace('{', `{"id": "twin-${split}", `),
    )
    await scenario.write('messages.jsonl', rows + twins.join(''))
    const { code, output } = await scenario.run(['--tune'])
    expect(code).toBe(1)
    expect(output).toMatch(/in more than one split, e\.g\. messages\.jsonl:\d+/)
  })

  it('stops softly on the first Ctrl-C: prompt as it was, journal and best prompt kept, exit 130', async () => {
    const env = await slowModel()
    const scenario = await openScenario('fixtures/tune')
    const before = await scenario.read('desk.prompt.md')
    const running = scenario.start(['--tune'], { env })
    await running.saw(/iteration +1\/20/)
    interrupt(running)
    const { code, output } = await running.finished
    expect(code).toBe(130)
    expect(output).toContain('interrupted')
    expect(await scenario.read('desk.prompt.md')).toBe(before)
    const result = await tuneResult(scenario)
    expect(result.stop.code).toBe('interrupted')
    expect(result.written).toBe(false)
    expect((await journal(scenario)).at(-1)?.type).toBe('stop')
  })

  it('stops at once on the second Ctrl-C, with prompt and journal whole', async () => {
    const env = await slowModel()
    const scenario = await openScenario('fixtures/tune')
    const before = await scenario.read('desk.prompt.md')
    const running = scenario.start(['--tune'], { env })
    await running.saw(/iteration +1\/20/)
    interrupt(running)
    await running.saw(/Ctrl-C again/)
    interrupt(running)
    const { code } = await running.finished
    expect(code).toBe(130)
    expect(await scenario.read('desk.prompt.md')).toBe(before)
    expect((await journal(scenario)).length).toBeGreaterThan(2)
    expect((await readdir(join(scenario.dir))).filter((name) => name.includes('.tmp'))).toEqual([])
  })
})
