import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { startEmbeddedModel } from '../../src/entries/embedded.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

async function configure(scenario: Scenario, options: string) {
  const config = await scenario.read('vitest.config.ts')
  await scenario.write('vitest.config.ts', config.replace('promptRetune()', `promptRetune(${options})`))
}

describe('reports', () => {
  it('writes the files that the plugin options name', async () => {
    const scenario = await openScenario('fixtures/failing')
    await configure(
      scenario,
      "{ reports: { markdown: 'out/comment.md', junit: 'out/junit.xml', json: 'run.json' } }",
    )
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(output).not.toMatch(/^::/m)
    const markdown = await scenario.read('out/comment.md')
    expect(markdown).toMatch(/^> \[!CAUTION\]\n> \*\*.+ fails\*\*/)
    expect(markdown).toContain('messages.jsonl:6 `safe`')
    expect(markdown).toContain('npx vitest --tune desk')
    expect(markdown).toContain('embedded model (simulated)')
    expect(await scenario.read('out/junit.xml')).toMatch(
      /<testcase [^>]*name="safe" file="messages\.jsonl" line="6"/,
    )
    expect(await scenario.read('run.json')).toBe(await scenario.read('.prompt-retune/last-run.json'))
  })

  it('prints no command to a runner that a row, a target or a scorer says, in names and errors of tests either', async () => {
    const scenario = await openScenario('fixtures/gate')
    const said = (from: string) => `x\n::error::${from}\u001b[31m##[group]`
    const row = (id: string) => JSON.stringify({ id, input: { message: said('input') }, expected: {} })
    await scenario.write('messages.jsonl', `${row(said('id'))}\n${row('plain')}\n`)
    await scenario.write('twice.jsonl', `${row(said('id'))}\n${row(said('id'))}\n`)
    await scenario.write(
      'desk.prompt.test.ts',
      `import { promptSuite } from 'prompt-retune'
const target = () => ${JSON.stringify(said('output'))}
const scorers = [({ output }) => { throw new TypeError(output) }]
const suite = { prompt: './desk.prompt.md', data: './messages.jsonl', target, scorers }
promptSuite('gate', { ...suite, gate: { passRate: 0.5 } })
promptSuite('no gate', { ...suite, target: (_, { id }) => { throw new Error(id) } })
promptSuite('bad rows', { ...suite, data: './twice.jsonl' })
`,
    )
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    for (const from of ['id', 'output']) expect(output).toContain(`::error::${from}`)
    expect(output).toContain('is already taken by')
    expect(output).not.toMatch(/^\s*::|##\[/m)
  })

  it('tells of a suite that could not be loaded, in every report, beside one that passes and alone', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    await configure(scenario, "{ reports: { markdown: 'comment.md', junit: 'junit.xml', json: 'run.json' } }")
    await scenario.write(
      'returns.prompt.test.ts',
      "import { promptSuite } from 'prompt-retune'\npromptSuite('returns', { prompt: './none.md', data: [{ input: 'x' }], scorers: [() => 1] })\n",
    )
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(scenario.dir, 'summary.md'),
      GITHUB_WORKSPACE: scenario.dir,
    }
    const why = 'none.md: there is no such prompt file.'
    const both = await scenario.run(['run', '--reporter=dot'], { env })
    expect(both.code).toBe(1)
    expect(both.output).toMatch(/^Prompt suites: 1 passed, 1 failed/m)
    expect(both.output).toMatch(
      /^✗ returns {2}returns\.prompt\.test\.ts\n {2}could not be loaded: none\.md: there/m,
    )
    expect(both.output).toContain('::error file=returns.prompt.test.ts,line=1,title=returns%3A could not be')
    for (const file of ['comment.md', 'summary.md'])
      expect(await scenario.read(file)).toMatch(/> \[!CAUTION\]\n> \*\*1 of 2 prompt suites fails\*\*/)
    expect(await scenario.read('comment.md')).toContain(why)
    expect(await scenario.read('junit.xml')).toMatch(
      /<testsuites [^>]*errors="1"[\s\S]*<error message="none\.md: there/,
    )
    const report = runReportSchema.parse(JSON.parse(await scenario.read('run.json')))
    expect(report.suites).toHaveLength(1)
    expect(report.unloaded).toEqual([
      { name: 'returns', file: 'returns.prompt.test.ts', message: expect.stringContaining(why) },
    ])

    await scenario.write('broken.prompt.test.ts', "throw new Error('no such thing')\n")
    await scenario.run(['run', 'broken', 'desk'])
    expect(await scenario.read('comment.md')).toMatch(
      /> \*\*1 of 2 prompt suites fails\*\*[\s\S]*- \*\*broken\.prompt\.test\.ts\*\* broken\.prompt\.test\.ts: no such thing/,
    )

    // Nothing is left of the run before, which had another suite.
    const alone = await scenario.run(['run', 'returns'])
    expect(alone.code).toBe(1)
    expect(await scenario.read('comment.md')).toMatch(/> \*\*returns could not be loaded\*\*/)
    expect((await scenario.run(['run', 'desk'])).code).toBe(0)
    expect(await scenario.read('comment.md')).toContain('[!TIP]')
  })

  it('in a GitHub job, adds to the summary of the step, and annotates rows at the head of the pull request', async () => {
    const scenario = await openScenario('fixtures/failing')
    const sha = `${'c0ffee'.repeat(6)}abcd`
    await scenario.write('event.json', JSON.stringify({ pull_request: { head: { sha } } }))
    await scenario.write('summary.md', 'Written before.\n')
    const { output } = await scenario.run(['run', '--reporter=dot'], {
      env: {
        GITHUB_ACTIONS: 'true',
        GITHUB_EVENT_PATH: join(scenario.dir, 'event.json'),
        GITHUB_REPOSITORY: 'acme/desk',
        GITHUB_SERVER_URL: 'https://github.example',
        GITHUB_SHA: 'd'.repeat(40),
        GITHUB_STEP_SUMMARY: join(scenario.dir, 'summary.md'),
        GITHUB_WORKSPACE: join(scenario.dir, '..'),
      },
    })
    const folder = scenario.dir.split('/').at(-1)
    const summary = await scenario.read('summary.md')
    expect(summary).toMatch(/^Written before\.\n\n## Prompt suites\n\n> \[!CAUTION\]/)
    expect(summary).toContain(`](https://github.example/acme/desk/blob/${sha}/${folder}/messages.jsonl#L6)`)
    const commands = output.split('\n').filter((line) => line.startsWith('::'))
    expect(commands[0]).toMatch(
      new RegExp(`^::error file=${folder}/desk.prompt.md,line=1,title=.*%3A gate::3 cases failed`),
    )
    expect(commands.slice(1).join('\n')).toMatch(
      new RegExp(`^::error file=${folder}/messages.jsonl,line=\\d+,title=`, 'm'),
    )
    expect(commands).toHaveLength(3)
  })

  it('tells what a suite cost where every price is known, and that it is unknown where one is not', async () => {
    const server = await startEmbeddedModel()
    onTestFinished(() => server.close())
    const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'test-key-not-real' }
    const prices = "prices: { 'gpt-4.1': { input: 200, output: 800 } }, reports: { markdown: 'comment.md' }"
    const scenario = await openScenario('fixtures/failing')
    const dollars = async () => {
      await scenario.run(['run'], { env })
      const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
      return report.suites[0]?.dollars
    }
    const config = await scenario.read('vitest.config.ts')
    await configure(scenario, `{ ${prices}, diagnose: 'off' }`)
    const cost = await dollars()
    expect(cost).toBeGreaterThan(0)
    const comment = await scenario.read('comment.md')
    expect(comment).toContain(`${cost?.toFixed(2)} US dollars`)
    expect(comment).not.toContain('simulated')
    await scenario.write('vitest.config.ts', config)
    // Answers from the cache would cost nothing.
    await rm(join(scenario.dir, '.prompt-retune'), { recursive: true })
    // The embedder has no price.
    await configure(scenario, `{ ${prices} }`)
    expect(await dollars()).toBeNull()
    expect(await scenario.read('comment.md')).not.toMatch(/Cost \(USD\)|\d US dollars/)
  })

  it('are written where the state of the run cannot be, which is said', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    await configure(scenario, "{ reports: { markdown: 'out/comment.md' } }")
    await scenario.write('.prompt-retune', 'a file in place of the folder')
    const { code, output } = await scenario.run(['run'])
    expect(output).toMatch(/prompt-retune: \.prompt-retune\/last-run\.json cannot be written \(EEXIST/)
    expect(output).not.toContain('dist/')
    expect(await scenario.read('out/comment.md')).toContain('hotel desk')
    expect(code).toBe(1)
  })

  it('says which file cannot be written, and fails', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    await configure(scenario, "{ reports: { junit: 'vitest.config.ts/junit.xml' } }")
    const { code, output } = await scenario.run(['run'])
    expect(output).toMatch(/prompt-retune: a report cannot be written to .*junit\.xml/)
    expect(code).toBe(1)
  })

  it('shows ids only where that is asked, and still knows the topics again', async () => {
    const scenario = await openScenario('fixtures/failing')
    await configure(
      scenario,
      "{ report: 'ids-only', reports: { markdown: 'comment.md', junit: 'junit.xml', json: 'run.json' } }",
    )
    // A generated id stands in a test's name with the start of the input, elsewhere.
    const data = await scenario.read('messages.jsonl')
    await scenario.write('messages.jsonl', data.replace('"id": "allergy", ', ''))
    const summary = join(scenario.dir, 'summary.md')
    const run = () =>
      scenario.run(['run', '--reporter=verbose', '--reporter=github-actions'], {
        env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
      })
    const { output } = await run()
    expect(output).toContain('safe')
    const rows = (await scenario.read('messages.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const files = ['comment.md', 'junit.xml', 'run.json', 'summary.md', '.prompt-retune/last-run.json']
    const texts = [output, ...(await Promise.all(files.map((file) => scenario.read(file))))]
    for (const text of texts) {
      for (const { input, expected } of rows) {
        expect(text).not.toContain(String(Object.values(input)).slice(0, 20))
        expect(text).not.toContain(JSON.stringify(expected))
      }
      expect(text).not.toMatch(/expected|"reasoning"|guide/)
    }
    const topics = async () => {
      const report = runReportSchema.parse(JSON.parse(await scenario.read('run.json')))
      return report.suites[0]?.diagnosis?.topics.map(({ id, change }) => [id, change])
    }
    await scenario.run(['run', '-u'])
    const baseline = await scenario.read('.prompt-retune/baselines/hotel-desk.json')
    expect(baseline).toContain('"safe"')
    expect(baseline).not.toMatch(/guide|expected|should be|room|food/)
    const first = await topics()
    expect(first).toHaveLength(2)
    await run()
    expect(await topics()).toEqual(first?.map(([id]) => [id, 'same']))
  })

  it('quotes no broken row of a dataset under ids-only, only its line', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    await configure(scenario, "{ report: 'ids-only', reports: { markdown: 'comment.md', json: 'run.json' } }")
    const rows = await scenario.read('messages.jsonl')
    const broken = [
      '{"id": "x", "input": {"message": "private wish',
      '{"id": "x", "input": 3, "private wish": 1}',
    ]
    for (const row of broken) {
      await scenario.write('messages.jsonl', `${row}\n${rows}`)
      const { code, output } = await scenario.run(['run', '--reporter=verbose'])
      expect(code).toBe(1)
      const files = ['comment.md', 'run.json', '.prompt-retune/last-run.json']
      for (const text of [output, ...(await Promise.all(files.map((file) => scenario.read(file))))])
        expect(text).not.toContain('private')
      expect(output).toMatch(/messages\.jsonl:1: the dataset cannot be used \(DATASET_BAD_\w+\)/)
    }
  })
})
