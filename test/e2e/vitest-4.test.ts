import { describe, expect, it } from 'vitest'
import { openScenario } from '../support/scenario.ts'

describe('on Vitest 4.1', () => {
  it('runs a suite and reports its failures', async () => {
    const scenario = await openScenario('fixtures/failing', { vitest: 4 })
    const { code, output } = await scenario.run(['run'])
    expect(output).toContain('v4.1')
    expect(code).toBe(1)
    expect(output).toMatch(/3 passed · 3 failed · pass rate 50%/)
    expect(output).toContain('❯ messages.jsonl:6:1')
    expect(output).toContain('Failure topic')
  })

  it('holds a gate', async () => {
    const scenario = await openScenario('fixtures/gate', { vitest: 4 })
    const { code, output } = await scenario.run(['run'])
    expect(output).toMatch(/gate +pass rate 0\.50 reaches 0\.50/)
    expect(code).toBe(0)
  })

  it('retunes a prompt', async () => {
    const scenario = await openScenario('fixtures/tune', { vitest: 4 })
    const { code, output } = await scenario.run(['--tune'])
    expect(output).toContain('v4.1')
    expect(output).toMatch(/Written to desk\.prompt\.md/)
    expect(code).toBe(0)
  })

  it('merges the blobs of a run', async () => {
    const scenario = await openScenario('fixtures/failing', { vitest: 4 })
    await scenario.run(['run', '--reporter=blob'])
    const { output } = await scenario.run(['run', '--merge-reports'])
    expect(output).toMatch(/3 passed · 3 failed/)
  })
})
