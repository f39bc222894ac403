import { describe, expect, it, onTestFinished } from 'vitest'
import { startEmbeddedModel } from '../../src/entries/embedded.ts'
import { openScenario } from '../support/scenario.ts'

describe('npx vitest --watch', () => {
  it('reruns only the suite whose prompt or dataset changed', async () => {
    const scenario = await openScenario('fixtures/watch')
    const suite = await scenario.read('desk.prompt.test.ts')
    const other = suite.replace('hotel desk', 'other desk').replace('./desk.prompt.md', './other.prompt.md')
    await scenario.write('other.prompt.test.ts', other.replace('messages.jsonl', 'other.jsonl'))
    await scenario.write('other.prompt.md', await scenario.read('desk.prompt.md'))
    await scenario.write('other.jsonl', await scenario.read('messages.jsonl'))

    const server = await startEmbeddedModel()
    onTestFinished(() => server.close())
    const running = scenario.start(['--watch', '--no-cache'], { env: { OPENAI_BASE_URL: server.baseURL } })
    await running.saw(/press q to quit/)
    expect(running.output()).toMatch(/✓ other desk/)
    expect(server.requests.jobs.target).toBe(8)

    const first = running.output().length
    const prompt = await scenario.read('desk.prompt.md')
    await scenario.write('desk.prompt.md', prompt.replace('sauna, ', '').replace('swim, ', ''))
    await running.saw(/press q to quit/, first)
    const afterPrompt = running.output().slice(first)
    expect(afterPrompt).toMatch(/✗ hotel desk/)
    expect(afterPrompt).not.toContain('other desk')
    expect(server.requests.jobs.target).toBe(12)

    const second = running.output().length
    const rows = await scenario.read('other.jsonl')
    await scenario.write('other.jsonl', rows.split('\n').slice(0, 2).join('\n'))
    await running.saw(/press q to quit/, second)
    const afterRows = running.output().slice(second)
    expect(afterRows).toMatch(/✓ other desk/)
    expect(afterRows).toMatch(/2 passed/)
    // Vitest lists the earlier failure again, without running it.
    expect(afterRows).not.toMatch(/[✓✗] hotel desk/)
    expect(server.requests.jobs.target).toBe(14)

    const third = running.output().length
    await scenario.write('other.prompt.test.ts', `${await scenario.read('other.prompt.test.ts')}\n`)
    await running.saw(/press q to quit/, third)
    expect(server.requests.jobs.target).toBe(16)
  })
})
