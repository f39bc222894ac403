import { describe, expect, it } from 'vitest'
import { openScenario } from '../support/scenario.ts'

describe('npx prompt-retune blame', () => {
  it('explains the prompt that npx vitest --tune wrote', async () => {
    const scenario = await openScenario('fixtures/tune')
    const tuned = await scenario.run(['--tune', '--tune.iterations=2'])
    expect(tuned.output).toMatch(/Written to desk\.prompt\.md/)
    const { code, stdout } = await scenario.run(['blame', 'desk.prompt.md'], { bin: 'prompt-retune' })
    expect(code).toBe(0)
    const lines = (await scenario.read('desk.prompt.md')).trimEnd().split('\n')
    const shown = stdout.split('\n').slice(2, 2 + lines.length)
    lines.forEach((line, index) => {
      expect(shown[index]?.endsWith(line)).toBe(true)
      const from = line.includes('; also:') ? /^ +\d+ +hotel-desk\/0001 @[12] +\S/ : /^ +\d+ +seed/
      expect(shown[index]).toMatch(from)
    })
    expect(stdout).toMatch(/topic +\S.+\(\d+ cases?\)/)
    expect(stdout).toMatch(/rationale +The guide now covers/)
  })

  it('is a command of prompt-retune alone, which gives everything else to Vitest', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const filter = await scenario.run(['blame', '--run'])
    expect(filter.output).toMatch(/No test files found/)
    const ran = await scenario.run(['run'], { bin: 'prompt-retune' })
    expect(ran.code).toBe(0)
    expect(ran.output).toMatch(/Tests +\d+ passed/)
    const help = await scenario.run(['--help'], { bin: 'prompt-retune' })
    expect(help.output).toContain('prompt-retune blame <file>')
  })
})
