import { describe, expect, it, onTestFinished } from 'vitest'
import { tuneResultSchema } from '../../src/core/tune-result.ts'
import { type EmbeddedModel, startEmbeddedModel } from '../../src/entries/embedded.ts'
import { interrupt, openScenario, type Scenario } from '../support/scenario.ts'

const run = '.prompt-retune/runs/hotel-desk/0001'
/** The calls in flight at most, by default. */
const concurrency = 20

async function slowModel(
  latency: number,
): Promise<{ server: EmbeddedModel; env: { OPENAI_BASE_URL: string } }> {
  const server = await startEmbeddedModel({ latency })
  onTestFinished(() => server.close())
  return { server, env: { OPENAI_BASE_URL: server.baseURL } }
}

async function tuneResult(scenario: Scenario) {
  return tuneResultSchema.parse(JSON.parse(await scenario.read(`${run}/result.json`)))
}

/** What an unbroken tuning comes to, and how many calls it takes. */
async function unbroken() {
  const { server, env } = await slowModel(60)
  const scenario = await openScenario('fixtures/tune')
  const { code } = await scenario.run(['--tune'], { env })
  expect(code).toBe(0)
  return { prompt: await scenario.read('desk.prompt.md'), calls: server.requests.total }
}

describe('npx vitest --tune, again', () => {
  it('goes on where it was killed, and ends with the same prompt', async () => {
    const whole = await unbroken()
    const { server, env } = await slowModel(60)
    const scenario = await openScenario('fixtures/tune')
    const before = await scenario.read('desk.prompt.md')
    for (const seen of [/measuring the seed/, /iteration +0/, /iteration +1\/20/]) {
      const running = scenario.start(['--tune'], { env })
      await running.saw(seen)
      running.process.kill('SIGKILL')
      await running.finished
      expect(await scenario.read('desk.prompt.md')).toBe(before)
    }
    const { code, output } = await scenario.run(['--tune'], { env })
    expect(code).toBe(0)
    expect(output).toMatch(/Resumed from \.prompt-retune\/runs\/hotel-desk\/0001/)
    expect(await scenario.read('desk.prompt.md')).toBe(whole.prompt)
    expect(server.requests.total).toBeGreaterThanOrEqual(whole.calls)
    expect(server.requests.total).toBeLessThanOrEqual(whole.calls + 3 * concurrency)
    expect(await tuneResult(scenario)).toMatchObject({ written: true })
    const lines = (await scenario.read(`${run}/journal.jsonl`)).trimEnd().split('\n')
    expect(new Set(lines).size).toBe(lines.length)
    // What it had paid for is of no more use.
    await expect(scenario.read(`${run}/calls.jsonl`)).rejects.toThrow()
  })

  it('goes on after a Ctrl-C, with no call made twice', async () => {
    const whole = await unbroken()
    const { server, env } = await slowModel(60)
    const scenario = await openScenario('fixtures/tune')
    const running = scenario.start(['--tune'], { env })
    await running.saw(/iteration +0/)
    interrupt(running)
    expect((await running.finished).code).toBe(130)
    expect((await tuneResult(scenario)).stop.code).toBe('interrupted')
    const { code } = await scenario.run(['--tune'], { env })
    expect(code).toBe(0)
    expect(await scenario.read('desk.prompt.md')).toBe(whole.prompt)
    expect(server.requests.total).toBe(whole.calls)
  })

  it('says why it does not go on, when the prompt was edited meanwhile', async () => {
    const { env } = await slowModel(60)
    const scenario = await openScenario('fixtures/tune')
    const running = scenario.start(['--tune'], { env })
    await running.saw(/iteration +0/)
    running.process.kill('SIGKILL')
    await running.finished
    const prompt = await scenario.read('desk.prompt.md')
    await scenario.write('desk.prompt.md', prompt.replace('<!-- user -->', 'Be brief.\n<!-- user -->'))
    const { output } = await scenario.run(['--tune', '--tune.iterations=1'], { env })
    expect(output.replace(/\s+/g, ' ')).toMatch(
      /The unfinished run in \.prompt-retune\/runs\/hotel-desk\/0001 was not resumed: the prompt has changed\./,
    )
  })

  it('refuses a second tuning of the same prompt', async () => {
    const { env } = await slowModel(500)
    const scenario = await openScenario('fixtures/tune')
    const first = scenario.start(['--tune', '--tune.iterations=3'], { env })
    await first.saw(/measuring the seed/)
    const second = await scenario.run(['--tune'], { env })
    expect(second.code).toBe(1)
    expect(second.output).toMatch(/desk\.prompt\.md is being tuned already, by process \d+/)
    expect((await first.finished).code).toBe(0)
  })

  it('stops at its budget, and goes on with a larger one', async () => {
    const { server, env } = await slowModel(0)
    const scenario = await openScenario('fixtures/tune')
    const { output } = await scenario.run(['--tune', '--tune.dry-run', '--tune.budget.calls=60'], { env })
    expect(output).toMatch(/the budget is used up \(The budget of 60 calls is used up/)
    expect(server.requests.total).toBeLessThanOrEqual(60)
    const spent = server.requests.total
    await scenario.run(['--tune', '--tune.budget.calls=200'], { env })
    expect(server.requests.total).toBeGreaterThan(spent)
    expect(server.requests.total).toBeLessThanOrEqual(200)
    expect((await tuneResult(scenario)).usage.target?.calls).toBeGreaterThan(20)
  })
})
