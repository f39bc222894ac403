import { describe, expect, it } from 'vitest'
import { openScenario } from '../support/scenario.ts'

describe('prompt-retune lint', () => {
  it('finds nothing in a sound suite, and asks nobody', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const { code, output } = await scenario.run(['lint'], {
      bin: 'prompt-retune',
      env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
    })
    expect(output).toMatch(/Nothing found in 1 suite|0 errors/)
    expect(code).toBe(0)
  })

  it('shows errors with their places and fails; warnings alone do not', async () => {
    const scenario = await openScenario('fixtures/gate')
    const data = await scenario.read('messages.jsonl')
    const prompt = await scenario.read('desk.prompt.md')
    const twice = 'Sort every message with great care.\nSort every message with great care.\n'
    await scenario.write('desk.prompt.md', prompt.replace(/(<!-- system -->\r?\n)/, `$1${twice}`))
    const warned = await scenario.run(['--lint'])
    expect(warned.output).toMatch(/warning {2}duplicate-lines {2}desk\.prompt\.md:\d+/)
    expect(warned.code).toBe(0)

    const [first = ''] = data.split('\n')
    const { id: _, expected, ...same } = JSON.parse(first)
    const other = {
      id: 'other',
      ...same,
      expected: typeof expected === 'string' ? 'else' : { queue: 'else' },
    }
    await scenario.write('messages.jsonl', `${data.trimEnd()}\n${JSON.stringify(other)}\n`)
    const failed = await scenario.run(['lint'], { bin: 'prompt-retune' })
    expect(failed.output).toMatch(/error {2}conflicting-rows {2}messages\.jsonl:\d+/)
    expect(failed.output).toContain('the same input is expected to give different outputs')
    expect(failed.code).toBe(1)
  })
})
