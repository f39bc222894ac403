import { describe, expect, it } from 'vitest'
import { openScenario } from '../support/scenario.ts'

describe.each([5, 4] as const)('--bail on Vitest %i', (vitest) => {
  it('stops at a failure, and reports what was judged until then', async () => {
    const scenario = await openScenario('fixtures/failing', { vitest })
    const { code, output } = await scenario.run(['run', '--bail=1'])
    expect(output).toMatch(/PromptCaseError: /)
    expect(output).toContain('Failure topic')
    expect(code).toBe(1)
    expect(await scenario.read('.prompt-retune/last-run.json')).toMatch(/"verdict": *"failed"/)
  })
})
