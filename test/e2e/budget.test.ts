import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { answerJson, apiError, startApiServer } from '../support/api-server.ts'
import { openScenario } from '../support/scenario.ts'

const suiteSchema = z.object({
  metrics: z.object({ passed: z.int(), failed: z.int(), errored: z.int(), skipped: z.int() }),
  notAsked: z.object({ cases: z.int(), allowed: z.boolean() }).optional(),
  partial: z.boolean().optional(),
})
const reportSchema = z.object({ budgetOver: z.string().optional(), suites: z.array(suiteSchema) })

const suite = (name: string, more = '') => `import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('${name}', {
  prompt: './number.prompt.md',
  data: './${name}.json',
  output: z.object({ topic: z.enum(['room', 'food']) }),
  scorers: [exactMatch({ path: 'topic' })],${more}
})
`

/** Two suites of 30 rows in two workers, whose rows are answered rightly. */
async function open({ options = '', more = '', wrong = false } = {}) {
  let asked = 0
  const server = await startApiServer(({ path }) => {
    if (path === '/embeddings') return apiError(400, 'none here')
    asked += 1
    return answerJson({ topic: wrong ? 'food' : 'room' })
  })
  onTestFinished(() => server.close())
  const scenario = await openScenario('fixtures/all-pass')
  const config = await scenario.read('vitest.config.ts')
  await scenario.write('vitest.config.ts', config.replace('promptRetune()', `promptRetune({ ${options} })`))
  await scenario.write('number.prompt.md', 'The topic of {{number}}?\n')
  await scenario.write('desk.prompt.test.ts', suite('first', more))
  await scenario.write('other.prompt.test.ts', suite('second', more))
  for (const name of ['first', 'second']) {
    const rows = Array.from({ length: 30 }, (_, row) => ({
      id: `${name}-${row}`,
      input: { number: `${name} ${row}` },
      expected: { topic: 'room' },
    }))
    await scenario.write(`${name}.json`, JSON.stringify(rows))
  }
  const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'test-key-not-real' }
  return {
    async run(args: readonly string[], bin: 'vitest' | 'bare' | 'prompt-retune' = 'vitest') {
      asked = 0
      return { ...(await scenario.run(args, { env, bin })), asked }
    },
    async report() {
      const report = reportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
      const sum = (of: (one: z.output<typeof suiteSchema>) => number) =>
        report.suites.reduce((total, one) => total + of(one), 0)
      return {
        ...report,
        passed: sum(({ metrics }) => metrics.passed),
        failed: sum(({ metrics }) => metrics.failed + metrics.errored),
        notAsked: sum(({ notAsked }) => notAsked?.cases ?? 0),
      }
    },
  }
}

it('asks no more than the budget allows over all workers, fails the run, and the next one asks the rest', async () => {
  const { run, report } = await open({ options: 'limits: { concurrency: 4 }' })
  const first = await run(['run', '--budget.calls=25'])
  expect(first.asked).toBe(25)
  expect(first.code).toBe(1)
  expect(await report()).toMatchObject({
    budgetOver: 'the budget of 25 calls is used up',
    passed: 25,
    failed: 0,
    notAsked: 35,
  })
  expect(first.stdout).toContain('Nothing more was asked: the budget of 25 calls is used up.')
  expect(first.output).toContain('35 cases were not asked: the budget of 25 calls is used up.')

  const second = await run(['run', '--only=new'])
  expect(second.asked).toBe(35)
  expect(second.code).toBe(0)
  expect(await report()).toMatchObject({ passed: 60, notAsked: 0 })
})

it.each([
  ['prompt-retune', ['run', '--budget.tokens=90', '--budget.allow-partial']],
  ['bare', ['run', '--', '--budget.tokens=90', '--budget.allow-partial']],
] as const)('a part is enough where that is allowed, by %s', async (bin, args) => {
  const { run, report } = await open({ options: 'limits: { concurrency: 1 }' })
  const finished = await run(args, bin)
  expect(finished.code).toBe(0)
  // A call takes 18 tokens; some are under way when the last one is spent.
  expect(finished.asked).toBeGreaterThanOrEqual(5)
  expect(finished.asked).toBeLessThanOrEqual(15)
  const { passed, failed, notAsked } = await report()
  expect([passed, failed, notAsked]).toEqual([finished.asked, 0, 60 - finished.asked])
})

it('refuses a budget in dollars that it cannot keep, before anything is asked', async () => {
  const { run } = await open({ options: "budget: { usd: 1 }, diagnose: 'local'" })
  const refused = await run(['run'])
  expect(refused.code).toBe(1)
  expect(refused.asked).toBe(0)
  expect(refused.output).toContain('a budget in US dollars needs the price of gpt-4.1, which is not known.')
})

it('keeps to dollars, by the prices of the options; a suite of its own target takes calls', async () => {
  const prices = "prices: { 'gpt-4.1': { input: 10000, output: 10000 } }, diagnose: 'local'"
  const priced = await open({ options: `${prices}, limits: { concurrency: 1 }, budget: { usd: 0.9 }` })
  const paid = await priced.run(['run'])
  expect(paid.code).toBe(1)
  expect(paid.asked).toBeGreaterThanOrEqual(5)
  expect(paid.asked).toBeLessThanOrEqual(15)

  const own = await open({ options: 'budget: { calls: 7 }', more: "\n  target: () => ({ topic: 'room' })," })
  const called = await own.run(['run'])
  expect(called.code).toBe(1)
  expect(await own.report()).toMatchObject({ passed: 7, failed: 0, notAsked: 53 })
})

it('says before it asks what it may take, by prompts, kept answers and the last run', async () => {
  const price = '{ input: 1000, output: 5000 }'
  const { run } = await open({
    options: `budget: { calls: 50 }, prices: { 'gpt-4.1': ${price}, 'text-embedding-3-small': ${price} }`,
    wrong: true,
  })
  const first = await run(['run', 'desk', '--no-cache'])
  expect(first.output).toMatch(
    /first: up to 30 calls, about \d+ tokens in; answers, judge and diagnosis come on top, which only a last run can tell/,
  )
  const second = await run(['run', 'desk', '-t', 'first-1', '--budget.calls=20'])
  // Of 11 cases: first-1 and first-10 to first-19; an answer took 7 tokens.
  expect(second.output).toMatch(
    /first: up to 11 calls, about \d+ tokens in; by the last run 77 tokens out, critic \d+ calls with \d+ tokens, 0\.\d\d US dollars in all; retries come on top/,
  )
  const third = await run(['run', 'desk', '--budget.calls=5'])
  expect(third.output).toContain('first: up to 19 calls beside 11 kept answers, ')
  expect(third.output).toContain('That is more than the budget of the run')
  expect(third.output.indexOf('up to 19 calls')).toBeLessThan(third.output.indexOf('Prompt suites'))
  await run(['run', 'desk'])
  const last = await run(['run', 'desk'])
  expect(last.asked).toBe(0)
  expect(last.output).toContain('first: the target is asked nothing, its 30 answers are kept')
})

it('bounds the diagnosis too: what the critic cannot be asked is told from the result alone', async () => {
  const { run, report } = await open({
    options: 'budget: { calls: 34 }, limits: { concurrency: 2 }',
    wrong: true,
  })
  const finished = await run(['run', 'desk'])
  expect(finished.code).toBe(1)
  expect(finished.asked).toBe(34)
  const { passed, failed, notAsked } = await report()
  expect(passed + failed + notAsked).toBe(30)
  expect(failed).toBeGreaterThan(0)
  expect(finished.stdout).toContain('diagnosed from its result alone')
  expect(finished.stdout).not.toContain('not asked again after')
})
