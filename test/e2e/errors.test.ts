import { describe, expect, it, onTestFinished } from 'vitest'
import { startEmbeddedModel, type Trouble } from '../../src/entries/embedded.ts'
import { openScenario } from '../support/scenario.ts'

/** A server that is neither OpenAI nor the plugin's own embedded model, with faults on request. */
async function startServer(trouble: readonly Trouble[]) {
  const server = await startEmbeddedModel({ trouble })
  onTestFinished(() => server.close())
  return { server, env: { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'test-key-not-real' } }
}

const fewRetries = 'promptRetune({ limits: { retries: 1, timeout: 2_000 } })'

describe('a model that cannot be asked', () => {
  it('fails the run with errors, which are no failures of the prompt', async () => {
    const { env, server } = await startServer([{ when: { job: 'target' }, do: { status: 500 } }])
    const scenario = await openScenario('fixtures/errored')
    const config = await scenario.read('vitest.config.ts')
    await scenario.write('vitest.config.ts', config.replace('promptRetune()', fewRetries))
    const { code, output } = await scenario.run(['run'], { env })
    expect(code).toBe(1)
    expect(output).toMatch(/4 errored/)
    expect(output).not.toMatch(/\d failed ·/)
    expect(output).not.toContain('Failure topic')
    expect(output).not.toContain('simulated')
    expect(server.requests.jobs.target).toBe(8)
  })

  it('passes when a 429 with Retry-After is followed by answers', async () => {
    const { env } = await startServer([
      { when: { job: 'target', every: 2 }, times: 3, do: { status: 429, retryAfter: 1 } },
    ])
    const scenario = await openScenario('fixtures/errored')
    const { code, output } = await scenario.run(['run'], { env })
    expect(output).toMatch(/4 passed/)
    expect(code).toBe(0)
  })

  it('says what to do when the key is refused, and shows it nowhere', async () => {
    const { env } = await startServer([{ do: { status: 401 } }])
    const scenario = await openScenario('fixtures/errored')
    const { code, output } = await scenario.run(['run'], { env })
    expect(code).toBe(1)
    expect(output).toContain('OPENAI_API_KEY')
    expect(output).not.toContain(env.OPENAI_API_KEY)
    expect(await scenario.read('.prompt-retune/last-run.json')).not.toContain(env.OPENAI_API_KEY)
  })

  it('names the server that nobody listens at', async () => {
    const scenario = await openScenario('fixtures/errored')
    const config = await scenario.read('vitest.config.ts')
    await scenario.write(
      'vitest.config.ts',
      config.replace('promptRetune()', 'promptRetune({ limits: { retries: 0 } })'),
    )
    const { code, output } = await scenario.run(['run'], {
      env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
    })
    expect(code).toBe(1)
    expect(output).toContain('http://127.0.0.1:9/v1')
    expect(output).toMatch(/4 errored/)
  })

  it('without a key, says what to set for a model that the embedded one cannot play', async () => {
    const scenario = await openScenario('fixtures/errored')
    const prompt = await scenario.read('desk.prompt.md')
    await scenario.write('desk.prompt.md', prompt.replace('gpt-4.1', 'mistral-large'))
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toContain('"mistral-large"')
    expect(output).toMatch(/OPENAI_API_KEY.*OPENAI_BASE_URL/)
  })
})

describe('answers of bad form', () => {
  it('are failures with a kind, and get topics', async () => {
    const { env } = await startServer([
      { when: { job: 'target', contains: 'breakfast at six' }, do: { text: '{"reasoning": "cut' } },
      { when: { job: 'target', contains: 'sauna and swim' }, do: { refusal: 'I cannot help with that.' } },
      { when: { job: 'target', contains: 'two more towels' }, do: { finish: 'length' } },
      { when: { job: 'target', contains: 'bed is cold' }, do: { empty: true } },
    ])
    const scenario = await openScenario('fixtures/malformed')
    const { code, output } = await scenario.run(['run'], { env })
    expect(code).toBe(1)
    expect(output).toMatch(/4 failed/)
    expect(output).toMatch(/not valid JSON|does not fit|malformed/)
    expect(output).toContain('refused to answer: I cannot help with that.')
    expect(output).toContain('cut at the output limit')
    expect(output).toContain('empty output')
    expect(output).toContain('Failure topic')
    expect(output).toMatch(/100% of the outputs are unusable: 1 refused, 1 cut/)
  })
})

describe('bad input', () => {
  it('names the first bad rows by file and line', async () => {
    const scenario = await openScenario('fixtures/bad-rows')
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/messages\.jsonl:2/)
    await scenario.write(
      'messages.jsonl',
      (await scenario.read('messages.jsonl')).replace(/.*broken.*\n/, ''),
    )
    const { output: rows } = await scenario.run(['run'])
    expect(rows).toMatch(/messages\.jsonl:2.*inptu/s)
    expect(rows).toMatch(/messages\.jsonl:3/)
    expect(rows).toMatch(/messages\.jsonl:4/)
    expect(rows).toMatch(/Tests {2}1 failed \(1\)/)
  })

  it('names the line of an unknown role in the prompt file', async () => {
    const scenario = await openScenario('fixtures/bad-prompt')
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/desk\.prompt\.md:6: .*"?usr"?/)
    expect(output).toContain('❯ desk.prompt.md:6:1')
  })

  it.each([
    ['a missing prompt file', "'./desk.prompt.md'", "'./desk.prmpt.md'", /desk\.prmpt\.md/],
    ['a missing dataset', "'./messages.jsonl'", "'./mesages.jsonl'", /mesages\.jsonl/],
    ['no scorer', /scorers: \[.*\]/, 'scorers: []', /has no scorer/],
    ['an unknown option', 'confidence: true', 'confidnce: true', /confidnce/],
    ['no rows', "'./messages.jsonl'", '[]', /no rows|empty/i],
    ['a loader that throws', "'./messages.jsonl'", "() => { throw new Error('no database') }", /no database/],
    ['a loader that hangs', "'./messages.jsonl',", '() => new Promise(() => {}), loadTimeout: 300,', /300/],
    ['a variable that no row has', "'./messages.jsonl'", "[{ input: { text: 'hello' } }]", /\{\{message\}\}/],
  ])('says what is wrong: %s', async (_what, from, to, said) => {
    const scenario = await openScenario('fixtures/all-pass')
    const suite = await scenario.read('desk.prompt.test.ts')
    const changed = suite.replace(from, () => to)
    expect(changed).not.toBe(suite)
    await scenario.write('desk.prompt.test.ts', changed)
    const { code, output } = await scenario.run(['run'])
    expect(output).toMatch(said)
    expect(output).toMatch(/Tests {2}1 failed \(1\)/)
    expect(code).toBe(1)
  })

  it('says how to add the plugin', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    await scenario.write('vitest.config.ts', 'export default {}\n')
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toContain("import { promptRetune } from 'prompt-retune/plugin'")
  })

  it('refuses options of the plugin that do not exist', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const config = await scenario.read('vitest.config.ts')
    await scenario.write('vitest.config.ts', config.replace('promptRetune()', 'promptRetune({ limit: {} })'))
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/options of promptRetune\(\) do not fit.*limit/)
  })
})
