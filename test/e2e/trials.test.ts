import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { caseResultSchema } from '../../src/core/case-result.ts'
import { answerJson, apiError, startApiServer } from '../support/api-server.ts'
import { openScenario } from '../support/scenario.ts'

const reportSchema = z.object({
  suites: z.tuple([
    z.object({
      metrics: z.object({ passed: z.int(), failed: z.int(), flaky: z.int().optional() }),
      results: z.array(caseResultSchema),
    }),
  ]),
})

const suite = (rule: string) => `import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('numbers', {
  prompt: './number.prompt.md',
  data: './numbers.json',
  output: z.object({ topic: z.enum(['room', 'food']) }),
  scorers: [exactMatch({ path: 'topic' })],
  ${rule}
})
`

/** The answer to the nth question about a row is wrong where the row's word has an x at that place. */
async function open(rule: string, rows: readonly { id: string; trials?: number }[]) {
  const asked = new Map<string, number>()
  const server = await startApiServer(({ body, path }) => {
    if (path === '/embeddings') return apiError(400, 'none here')
    const row = /<([.x]+)>/.exec(JSON.stringify(body))?.[1] ?? ''
    const nth = asked.get(row) ?? 0
    asked.set(row, nth + 1)
    return answerJson({ topic: row[nth] === 'x' ? 'food' : 'room' })
  })
  onTestFinished(() => server.close())
  const scenario = await openScenario('fixtures/all-pass')
  const config = await scenario.read('vitest.config.ts')
  const options =
    "promptRetune({ diagnose: 'local', limits: { concurrency: 1 }, reports: { markdown: 'out.md' } })"
  await scenario.write('vitest.config.ts', config.replace('promptRetune()', options))
  await scenario.write('number.prompt.md', 'The topic of <{{number}}>?\n')
  await scenario.write('desk.prompt.test.ts', suite(rule))
  const data = rows.map((row) => ({ ...row, input: { number: row.id }, expected: { topic: 'room' } }))
  await scenario.write('numbers.json', JSON.stringify(data, null, 1))
  const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'test-key-not-real' }
  return {
    scenario,
    async run() {
      asked.clear()
      const finished = await scenario.run(['run'], { env })
      return { ...finished, asked: new Map(asked) }
    },
    async results() {
      const [only] = reportSchema.parse(
        JSON.parse(await scenario.read('.prompt-retune/last-run.json')),
      ).suites
      return { ...only, byId: new Map(only.results.map((result) => [result.id, result])) }
    },
  }
}

it('asks each case until its rule is decided, and tells flaky cases apart', async () => {
  const { run, results, scenario } = await open('trials: 5, pass: { atLeast: 4 },', [
    { id: '.....' },
    { id: 'x....' },
    { id: '.xx..' },
    { id: 'xxxxx' },
    { id: '...', trials: 3 },
  ])
  const first = await run()
  expect(first.code).toBe(1)
  expect([...first.asked.values()]).toEqual([4, 5, 3, 2, 3])
  const { metrics, byId } = await results()
  expect(metrics).toMatchObject({ passed: 3, failed: 2, flaky: 2 })
  expect(byId.get('x....')).toMatchObject({
    verdict: 'passed',
    flaky: true,
    score: 0.8,
    trials: {
      passed: 4,
      failed: 1,
      results: [{ verdict: 'failed', output: { topic: 'food' } }, {}, {}, {}, {}],
    },
  })
  expect(byId.get('.xx..')).toMatchObject({
    verdict: 'failed',
    flaky: true,
    trials: { passed: 1, failed: 2 },
  })
  expect(first.stdout).toContain('2 flaky cases: trials of the same row differ')
  expect(first.stdout).toContain('passed: 4 of 5 trials passed, 4 must (38% to 96%)')
  expect(first.output).toContain('1 of 3 trials passed, 4 must: expected "room", got "food"')
  expect(await scenario.read('out.md')).toContain('2 flaky cases')

  // Each trial has a place of its own in the response cache.
  const again = await run()
  expect(again.asked.size).toBe(0)
  expect((await results()).metrics).toMatchObject({ passed: 3, failed: 2, flaky: 2 })
})

it('refuses a row that could never pass, by its place', async () => {
  const { run } = await open('trials: 3, pass: { atLeast: 2 },', [{ id: '...' }, { id: '..', trials: 0 }])
  const finished = await run()
  expect(finished.code).toBe(1)
  expect(finished.output).toContain('"trials" must be a whole number from 1 to 100')
})
