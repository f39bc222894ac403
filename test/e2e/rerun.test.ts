import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { answerJson, apiError, startApiServer } from '../support/api-server.ts'
import { openScenario } from '../support/scenario.ts'

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, row) => ({
    id: `row-${row}`,
    input: { number: `<${row}>` },
    expected: { topic: 'room' },
  }))

const suite = (more = '') => `import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('numbers', {
  prompt: './number.prompt.md',
  data: './numbers.json',
  output: z.object({ topic: z.enum(['room', 'food']) }),
  scorers: [exactMatch({ path: 'topic' })],${more}
})
`

const reportSchema = z.object({
  suites: z.array(
    z.object({
      metrics: z.object({ passed: z.int(), failed: z.int(), errored: z.int() }),
      kept: z.int().optional(),
      partial: z.boolean().optional(),
      results: z.array(z.object({ id: z.string(), verdict: z.string() })),
      diagnosis: z.object({ topics: z.array(z.object({ caseIds: z.array(z.string()) })) }).optional(),
    }),
  ),
})

/** A model that answers wrongly where it is told to, and not at all where it is told to. */
async function open({ rows = 12, more = '', options = '' } = {}) {
  const wrong = new Set<number>()
  const down = new Set<number>()
  const asked: number[] = []
  const server = await startApiServer(({ body, path }) => {
    const row = Number(/<(\d+)>/.exec(JSON.stringify(body))?.[1])
    if (path === '/embeddings') return apiError(400, 'none here')
    asked.push(row)
    if (down.has(row)) return apiError(400, 'broken')
    return answerJson({ topic: wrong.has(row) ? 'food' : 'room' })
  })
  onTestFinished(() => server.close())
  const scenario = await openScenario('fixtures/all-pass')
  const config = await scenario.read('vitest.config.ts')
  const given = `promptRetune({ diagnose: 'local', cache: false, ${options} })`
  await scenario.write('vitest.config.ts', config.replace('promptRetune()', given))
  await scenario.write('number.prompt.md', 'The topic of {{number}}?\n')
  await scenario.write('desk.prompt.test.ts', suite(more))
  await scenario.write('numbers.json', JSON.stringify(rowsOf(rows)))
  const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'test-key-not-real' }
  return {
    scenario,
    wrong,
    down,
    async run(args: readonly string[], bin: 'vitest' | 'bare' | 'prompt-retune' = 'vitest') {
      asked.length = 0
      const finished = await scenario.run(args, { env, bin })
      return { ...finished, asked: [...asked].sort((a, b) => a - b) }
    },
    async report(place = 0) {
      const text = await scenario.read('.prompt-retune/last-run.json')
      const one = reportSchema.parse(JSON.parse(text)).suites[place]
      if (!one) throw new Error('no suite')
      return one
    },
  }
}

describe('--only', () => {
  it('runs what is asked for again, and judges it with the rest of the last run', async () => {
    const { run, report, wrong, down } = await open()
    wrong.add(1).add(2)
    down.add(5).add(6)
    expect((await run(['run'])).code).toBe(1)
    expect((await report()).metrics).toEqual({ passed: 8, failed: 2, errored: 2 })

    down.clear()
    const errored = await run(['--only=errored'])
    expect(errored.asked).toEqual([5, 6])
    expect(errored.output).toMatch(/10 passed · 2 failed · 10 of the last run/)
    // What failed in the run before fails this one, though no test ran it.
    expect(errored.code).toBe(1)
    expect(errored.output).toContain('"numbers" does not hold: 2 cases failed')
    const merged = await report()
    expect(merged).toMatchObject({ metrics: { passed: 10, failed: 2, errored: 0 }, kept: 10 })
    expect(merged.results).toHaveLength(12)
    expect(merged.partial).toBeUndefined()
    expect(merged.diagnosis?.topics.flatMap(({ caseIds }) => caseIds).sort()).toEqual(['row-1', 'row-2'])

    wrong.delete(1)
    const failed = await run(['--', '--only=failed'], 'bare')
    expect(failed.asked).toEqual([1, 2])
    expect(failed.code).toBe(1)
    wrong.delete(2)
    const last = await run(['--only=failed'], 'prompt-retune')
    expect(last.asked).toEqual([2])
    expect(last.code).toBe(0)
    expect((await report()).metrics).toEqual({ passed: 12, failed: 0, errored: 0 })
    // Nothing is left to do.
    const none = await run(['--only=failed'])
    expect(none.asked).toEqual([])
    expect(none.code).toBe(0)
  })

  it('runs rows that are new, or have changed', async () => {
    const { run, report, scenario } = await open({ rows: 4 })
    await run(['run'])
    const rows = [...rowsOf(6)].map((row) =>
      row.id === 'row-1' ? { ...row, expected: { topic: 'food' } } : row,
    )
    await scenario.write('numbers.json', JSON.stringify(rows))
    const { asked, code } = await run(['--only=new'])
    expect(asked).toEqual([1, 4, 5])
    expect(code).toBe(1)
    expect((await report()).metrics).toEqual({ passed: 5, failed: 1, errored: 0 })
  })

  it('says that the prompt changed, and runs all', async () => {
    const { run, scenario, wrong } = await open({ rows: 4 })
    wrong.add(1)
    await run(['run'])
    await scenario.write('number.prompt.md', 'Which topic has {{number}}?\n')
    const { asked, output } = await run(['--only=failed'])
    expect(asked).toEqual([0, 1, 2, 3])
    expect(output).toMatch(/numbers: the prompt changed since the last run .*all cases run/)
  })

  it('judges the gate over all results', async () => {
    const { run, down, wrong } = await open({ more: 'gate: { passRate: 0.9 },' })
    wrong.add(0)
    down.add(1)
    expect((await run(['run'])).code).toBe(1)
    down.clear()
    const { code, output, asked } = await run(['--only=errored'])
    expect(asked).toEqual([1])
    expect(output).toMatch(/pass rate 0\.92/)
    expect(code).toBe(0)
  })

  it('leaves the suites alone that a filter leaves out', async () => {
    const { run, report, scenario, wrong } = await open({ rows: 4 })
    await scenario.write('other.prompt.test.ts', suite().replace("'numbers'", "'others'"))
    wrong.add(1)
    await run(['run'])
    const before = await report(1)
    expect((await report(0)).metrics).toEqual({ passed: 3, failed: 1, errored: 0 })
    wrong.delete(1)
    expect((await run(['--only=failed', 'desk'])).asked).toEqual([1])
    expect((await report(0)).metrics).toEqual({ passed: 4, failed: 0, errored: 0 })
    expect(await report(1)).toEqual(before)
    expect((await run(['--only=failed'])).asked).toEqual([1])
    expect((await report(1)).metrics).toEqual({ passed: 4, failed: 0, errored: 0 })
  })

  it('goes with each shard, and the merged report holds the whole', async () => {
    const { run, report, wrong, down } = await open()
    wrong.add(1).add(2)
    for (const row of [5, 6, 7, 8]) down.add(row)
    await run(['run'])
    down.clear()
    const asked: number[] = []
    for (const shard of ['1/2', '2/2']) {
      asked.push(...(await run(['--only=errored', `--shard=${shard}`, '--reporter=blob'])).asked)
    }
    expect(asked.sort()).toEqual([5, 6, 7, 8])
    const merged = await run(['run', '--merge-reports'])
    expect(merged.asked).toEqual([])
    expect(merged.code).toBe(1)
    expect(merged.output).toMatch(/10 passed · 2 failed · 8 of the last run/)
    expect(await report()).toMatchObject({ metrics: { passed: 10, failed: 2, errored: 0 }, kept: 8 })
  })

  it('is refused where it would do nothing', async () => {
    const { run } = await open({ rows: 1 })
    const tuned = await run(['--tune', '--only=failed'])
    expect(tuned).toMatchObject({ code: 1, asked: [] })
    expect(tuned.output).toContain('Leave out --only: a tuning goes by all rows.')
    const bare = await run(['--merge-reports', '--', '--only=failed'], 'bare')
    expect(bare.code).toBe(1)
    expect(bare.output).toContain('Leave out --only: it goes with each shard')
  })

  it('wants to know which', async () => {
    const { run } = await open({ rows: 1 })
    const { code, output } = await run(['--only=broken'])
    expect(code).toBe(1)
    expect(output).toContain('--only=failed, --only=errored or --only=new')
  })
})

describe('maxErrors', () => {
  it('lets so many cases be errors, and shows them', async () => {
    const { run, down } = await open({ options: 'maxErrors: 2' })
    down.add(3).add(4)
    const within = await run(['run'])
    expect(within.output).toMatch(/10 passed · 2 errored/)
    expect(within.code).toBe(0)
    down.add(5)
    const beyond = await run(['run'])
    expect(beyond.code).toBe(1)
    expect(beyond.output).toMatch(/3 cases could not be asked or scored, 2 allowed/)
  })

  it('takes a share, from the suite, under a gate', async () => {
    const { run, down } = await open({ more: 'gate: { passRate: 1 }, maxErrors: 0.2,' })
    down.add(3).add(4)
    expect((await run(['run'])).code).toBe(0)
    down.add(5)
    const { code, output } = await run(['run'])
    expect(code).toBe(1)
    expect(output).toMatch(/3 of 12 cases could not be asked or scored, 2 allowed/)
  })
})
