import { describe, expect, it } from 'vitest'
import { openScenario } from '../support/scenario.ts'

const config = (test: string, options = '') =>
  `import { promptRetune } from 'prompt-retune/plugin'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [promptRetune(${options})], test: ${test} })
`

describe('mistakes in the set-up', () => {
  it('refuses a workspace whose projects give different options, and takes equal ones', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    await scenario.write(
      'vitest.config.ts',
      config("{ projects: ['vitest.config.one.ts', 'vitest.config.two.ts'] }"),
    )
    await scenario.write('vitest.config.one.ts', config("{ name: 'one' }"))
    await scenario.write(
      'vitest.config.two.ts',
      config("{ name: 'two', include: [] }", "{ diagnose: 'off' }"),
    )
    const refused = await scenario.run(['run'])
    expect(refused.output).toContain('the projects "one" and "two" give promptRetune() different options')
    expect(refused.code).toBe(1)
    const alone = await scenario.run(['run', '--project=one'])
    expect(alone.code, alone.output).toBe(0)
    await scenario.write('vitest.config.two.ts', config("{ name: 'two', include: [] }"))
    const equal = await scenario.run(['run'])
    expect(equal.code, equal.output).toBe(0)
  })

  it('names an address that is none, without the way through the package', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const { code, output } = await scenario.run(['run'], { env: { OPENAI_BASE_URL: 'localhost:11434' } })
    expect(output).toContain(
      'the base URL "localhost:11434" of the target model is not an http or https address',
    )
    expect(output).not.toContain('dist/')
    expect(code).toBe(1)
  })

  it('tells that Node is too old before anything else can fail', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const old =
      'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.9.0"}})'
    for (const name of ['vitest', 'prompt-retune']) {
      const script = `node_modules/prompt-retune/bin/${name}.js`
      const { code, stderr } = await scenario.run(['--import', old, script, 'run'], { bin: 'node' })
      expect(stderr).toMatch(/^prompt-retune: Node 20\.9\.0 is too old\. Use Node 22\.12 or newer; .+\n$/)
      expect(code).toBe(1)
    }
  })

  it('names an output schema that no model can be sent, without the way through the package', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.write(
      'dates.prompt.test.ts',
      `import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'
promptSuite('dates', {
  prompt: './dates.prompt.md',
  data: [{ input: { text: 'today' }, expected: 'x' }],
  output: z.object({ day: z.date() }),
  scorers: [exactMatch({ path: 'day' })],
})
`,
    )
    await scenario.write('dates.prompt.md', '{{text}}\n')
    const { code, output } = await scenario.run(['run', 'dates'])
    expect(output).toContain('cannot be sent to a model: Date cannot be represented in JSON Schema')
    expect(output).not.toContain('dist/')
    expect(code).toBe(1)
  })
})
