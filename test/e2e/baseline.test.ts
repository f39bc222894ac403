import { describe, expect, it } from 'vitest'
import { baselineSchema } from '../../src/core/baseline.ts'
import { runReportSchema } from '../../src/core/run-report.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

const file = '.prompt-retune/baselines/hotel-desk.json'

async function accepted(scenario: Scenario) {
  const { cases } = baselineSchema.parse(JSON.parse(await scenario.read(file)))
  return Object.fromEntries(Object.entries(cases).map(([id, { verdict }]) => [id, verdict]))
}

async function comparison(scenario: Scenario) {
  const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
  return report.suites[0]?.baseline
}

/** Breaks "cold-bed", mends "safe", drops "early-breakfast", and adds "late". */
async function change(scenario: Scenario): Promise<void> {
  const prompt = await scenario.read('desk.prompt.md')
  await scenario.write(
    'desk.prompt.md',
    prompt.replace('bed, towels, heating,', 'safe, code,').replace('swim,', 'swim, bed, heating,'),
  )
  const rows = (await scenario.read('messages.jsonl')).trim().split('\n')
  const added = { id: 'late', input: { message: 'May we swim at midnight?' }, expected: { topic: 'pool' } }
  const kept = rows.filter((row) => !row.includes('"early-breakfast"'))
  await scenario.write('messages.jsonl', [...kept, JSON.stringify(added)].join('\n'))
}

const first = {
  allergy: 'failed',
  'cold-bed': 'passed',
  'early-breakfast': 'passed',
  'noisy-neighbours': 'failed',
  safe: 'failed',
  'sauna-hours': 'passed',
}

describe('npx vitest -u', () => {
  it('accepts the results; the next run tells what became of each case since', async () => {
    const scenario = await openScenario('fixtures/failing')
    const accepting = await scenario.run(['run', '-u'])
    expect(accepting.code).toBe(1)
    expect(accepting.output).toContain(`Baseline written: ${file} (6 cases)`)
    expect(await accepted(scenario)).toEqual(first)
    const text = await scenario.read(file)
    expect((await scenario.run(['run', '-u'])).output).toContain(`Baseline unchanged: ${file} (6 cases)`)

    await change(scenario)
    const { output } = await scenario.run(['run'])
    expect(await comparison(scenario)).toMatchObject({
      source: file,
      promptChanged: true,
      newlyFailing: ['cold-bed'],
      fixed: ['safe'],
      stillFailing: ['allergy', 'noisy-neighbours'],
      added: ['late'],
      removed: ['early-breakfast'],
      significance: { verdict: 'insufficient-data', discordant: 2 },
    })
    expect(output).toMatch(/Newly failing since the baseline\n +messages\.jsonl:1 {2}cold-bed\n/)
    expect(output).toContain('1 fixed: safe · 2 still failing · 1 new · 1 removed')
    expect(output).toMatch(/insufficient\s+data\s+\(2\s+changed,\s+6\s+needed\)/)
    expect(output.indexOf('Newly failing')).toBeLessThan(output.indexOf('Failure topic'))
    expect(await scenario.read(file)).toBe(text)

    await scenario.run(['run', '-u'])
    expect(await accepted(scenario)).toEqual({
      allergy: 'failed',
      'cold-bed': 'failed',
      late: 'passed',
      'noisy-neighbours': 'failed',
      safe: 'passed',
      'sauna-hours': 'passed',
    })
    const same = await scenario.run(['run'])
    expect(same.output).toContain('no verdict changed in 6 cases')
    expect(same.output).not.toContain('Newly failing')
  })

  it('after a run of a part changes no other case', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run', '-u'])
    await change(scenario)
    await scenario.run(['run', '-u', '-t', 'cold-bed'])
    expect(await accepted(scenario)).toEqual({ ...first, 'cold-bed': 'failed' })
    expect((await comparison(scenario))?.removed).toEqual([])
  })

  it('lets no case that could not be asked overwrite what was accepted', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run', '-u'])
    const env = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: 'none' }
    const config = await scenario.read('vitest.config.ts')
    await scenario.write(
      'vitest.config.ts',
      config.replace('promptRetune()', 'promptRetune({ limits: { retries: 0 } })'),
    )
    const down = await scenario.run(['run', '-u'], { env })
    expect(down.output).toContain('6 errored')
    expect(await accepted(scenario)).toEqual(first)
  })

  it('as -u=new takes only cases without a baseline, and outside of -u nothing is written', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    await expect(scenario.read(file)).rejects.toThrow('ENOENT')
    await scenario.run(['run', '-u'])
    await change(scenario)
    await scenario.run(['run', '-u=new'])
    expect(await accepted(scenario)).toEqual({ ...first, late: 'passed' })
  })

  it('works on Vitest 4', async () => {
    const scenario = await openScenario('fixtures/failing', { vitest: 4 })
    await scenario.run(['run', '-u'])
    expect(await accepted(scenario)).toEqual(first)
    await change(scenario)
    expect((await scenario.run(['run'])).output).toContain('1 fixed: safe')
    await scenario.run(['run', '-u=new'])
    expect(await accepted(scenario)).toEqual({ ...first, late: 'passed' })
  })

  it('in watch mode is the key u, also for a gate that the change broke', async () => {
    const scenario = await openScenario('fixtures/gate')
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace('passRate: 0.5', 'maxRegressions: 0'))
    await scenario.run(['run', '-u'])
    await change(scenario)
    const running = scenario.start(['--watch'], { terminal: true })
    await running.saw(/press q to quit/)
    expect(running.output()).toContain('PromptGateError: 1 regression, 0 allowed: cold-bed')
    expect(await accepted(scenario)).toEqual(first)

    const before = running.output().length
    running.type('u')
    await running.saw(/Baseline written[\s\S]*press q to quit/, before)
    expect(running.output().slice(before)).toContain('regressions were accepted as the new baseline')
    expect(running.output().slice(before)).not.toContain('PromptGateError')
    expect(await accepted(scenario)).toMatchObject({ 'cold-bed': 'failed', late: 'passed' })

    const between = running.output().length
    running.type('a')
    await running.saw(/0 regressions, 0 allowed[\s\S]*press q to quit/, between)
    expect(running.output().slice(between)).not.toContain('Baseline')
    running.type('q')
    await running.finished
  })
})

describe('a run of main to compare with', () => {
  it.each([
    ['npx vitest', 'vitest', ['run', '--baseline=main.json']],
    ['npx prompt-retune', 'prompt-retune', ['run', '--baseline=main.json']],
    ['vitest --', 'bare', ['run', '--', '--baseline=main.json']],
  ] as const)('reaches the run by %s --baseline', async (_, bin, words) => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run'])
    await scenario.write('main.json', await scenario.read('.prompt-retune/last-run.json'))
    await change(scenario)
    const { output, code } = await scenario.run([...words], { bin })
    expect(await comparison(scenario)).toMatchObject({
      source: 'main.json',
      newlyFailing: ['cold-bed'],
      fixed: ['safe'],
    })
    expect(output).toContain('1 fixed: safe')
    expect(code).toBe(1)
  })

  it('that is not there ends with a clear message', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    const { output, code } = await scenario.run(['run', '--baseline=main.json'])
    expect(output).toContain('prompt-retune: there is no baseline main.json.')
    expect(output).toMatch(/4 passed/)
    expect(code).toBe(1)
    const bare = await scenario.run(['run', '--baseline'])
    expect(bare.output).toContain('--baseline says nothing to compare with')
    expect(bare.code).toBe(1)
  })

  it('gives the topics their ids and their changes', async () => {
    const scenario = await openScenario('fixtures/failing')
    await scenario.run(['run', '-u'])
    const slide = {
      id: 'slide',
      input: { message: 'We lost a shoe on the slide during dinner.' },
      expected: { topic: 'pool' },
    }
    await scenario.write('messages.jsonl', `${await scenario.read('messages.jsonl')}${JSON.stringify(slide)}`)
    const { output } = await scenario.run(['run'])
    const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
    const history = baselineSchema.parse(JSON.parse(await scenario.read(file))).history
    const [suite] = report.suites
    expect(suite?.topicsSince).toBe('baseline')
    const known = new Set(history?.topics.map(({ id }) => id))
    const ids = suite?.diagnosis?.topics.map(({ id, change: since }) => [since === 'new', known.has(id)])
    expect(ids).toContainEqual([false, true])
    expect(ids).toContainEqual([true, false])
    expect(output).toMatch(/│ +new │/)
    // Nothing was accepted, so that what is new stays new, under one id.
    await scenario.run(['run'])
    const again = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
    const told = ({ suites }: typeof report) =>
      suites[0]?.diagnosis?.topics.map(({ id, change: since }) => [id, since])
    expect(told(again)).toEqual(told(report))
  })
})

describe('a broken baseline', () => {
  it('is named with its line, fails the run but does not stop it, and is mended by -u', async () => {
    const scenario = await openScenario('fixtures/all-pass')
    await scenario.run(['run', '-u'])
    const text = await scenario.read(file)
    await scenario.write(file, text.replace('"cases"', '<<<<<<< HEAD\n"cases"'))
    const { output, code } = await scenario.run(['run'])
    expect(output).toContain(`prompt-retune: ${file}:5: the baseline is not JSON: unexpected <<<<<<< HEAD.`)
    expect(output).toMatch(/4 passed · pass rate 100%/)
    expect(code).toBe(1)
    const mended = await scenario.run(['run', '-u'])
    expect(mended.code).toBe(0)
    expect(await scenario.read(file)).toBe(text)
  })
})
