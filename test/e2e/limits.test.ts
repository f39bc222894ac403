import { setTimeout } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answerJson, apiError, type Script, startApiServer } from '../support/api-server.ts'
import { openScenario } from '../support/scenario.ts'

const suite = (rows: number) => `import { exactMatch, promptSuite } from 'prompt-retune'
import { z } from 'zod'

promptSuite('numbers', {
  prompt: './number.prompt.md',
  data: Array.from({ length: ${rows} }, (_, row) => ({ id: \`row-\${row}\`, input: { number: row }, expected: { topic: 'room' } })),
  output: z.object({ topic: z.enum(['room', 'food']) }),
  scorers: [exactMatch({ path: 'topic' })],
})
`

async function open(script: Script, rows: number, options: string) {
  const server = await startApiServer(script)
  onTestFinished(() => server.close())
  const scenario = await openScenario('fixtures/all-pass')
  const config = await scenario.read('vitest.config.ts')
  await scenario.write('vitest.config.ts', config.replace('promptRetune()', `promptRetune(${options})`))
  await scenario.write('number.prompt.md', 'The topic of {{number}}?\n')
  await scenario.write('desk.prompt.test.ts', suite(rows))
  const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'test-key-not-real' }
  return { server, scenario, env }
}

describe('the limits of a server', () => {
  it('loses no case to a Retry-After that is longer than the time of a test', async () => {
    let calls = 0
    const { scenario, env, server } = await open(
      () =>
        ++calls % 10 === 0 && calls < 30
          ? apiError(429, 'slow down', null, { 'retry-after': '6' })
          : answerJson({ topic: 'room' }),
      40,
      '{ limits: { concurrency: 4 } }',
    )
    const { code, output } = await scenario.run(['run', '--test-timeout=2000'], { env })
    expect(output).toMatch(/Tests {2}40 passed/)
    expect(code).toBe(0)
    expect(server.requests).toHaveLength(42)
  })

  it('says once that the quota is used up, and asks no more', async () => {
    let calls = 0
    const { scenario, env, server } = await open(
      () =>
        ++calls > 10
          ? apiError(429, 'You exceeded your current quota.', 'insufficient_quota')
          : answerJson({ topic: 'room' }),
      400,
      '{ limits: { concurrency: 5 } }',
    )
    const { code, output } = await scenario.run(['run'], { env })
    expect(code).toBe(1)
    expect(server.requests.length).toBeLessThanOrEqual(15)
    expect(output).toMatch(/10 passed · 390 errored/)
    expect(output).toMatch(/38\d × not-asked: Not asked any more: The account at\s.*\shas no quota left/)
    expect(output.match(/FAIL/g)?.length).toBeLessThanOrEqual(6)
    expect(output.length).toBeLessThan(30_000)
  })

  it('asks a server no more that fails and fails', async () => {
    const { scenario, env, server } = await open(
      apiError(500, 'out of order'),
      300,
      '{ limits: { concurrency: 4, retries: 0, breaker: 8 } }',
    )
    const { code, output } = await scenario.run(['run'], { env })
    expect(code).toBe(1)
    expect(server.requests.length).toBeLessThanOrEqual(12)
    expect(output).toMatch(/300 errored/)
    expect(output).toMatch(/2\d\d × not-asked: Not asked any more: 8 calls in a row had\s+failed/)
  })

  it('keeps one rate over all prompt files, which run in several processes', async () => {
    const came: number[] = []
    const suites = new Set<string>()
    const all = Promise.withResolvers<void>()
    const { scenario, env } = await open(
      async ({ body }) => {
        came.push(performance.now())
        suites.add(/number-\w+/.exec(JSON.stringify(body))?.[0] ?? '')
        if (suites.size === 3) all.resolve()
        // So that they run side by side, whichever starts first.
        await Promise.race([all.promise, setTimeout(20_000)])
        return answerJson({ topic: 'room' })
      },
      8,
      '{ cache: false, limits: { requestsPerMinute: 600, concurrency: 4 } }',
    )
    for (const name of ['numbers', 'more', 'last']) {
      const named = suite(8)
        .replace("'numbers'", `'${name}'`)
        .replace('number: row', `number: 'number-${name} ' + row`)
      await scenario.write(name === 'numbers' ? 'desk.prompt.test.ts' : `${name}.prompt.test.ts`, named)
    }
    const { code, output } = await scenario.run(['run', '--max-workers=3'], { env })
    expect(suites.size).toBe(3)
    expect(output).toMatch(/Tests {2}24 passed/)
    expect(code).toBe(0)
    // A burst of six, then ten a second: whatever the window, no more came. The network may shift a call a little.
    const at = came.sort((a, b) => a - b)
    for (const [index, first] of at.entries()) {
      const later = at[index + 12]
      if (later !== undefined) expect(later - first).toBeGreaterThan(400)
    }
  })
})
