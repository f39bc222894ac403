import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runReportSchema } from '../../src/core/run-report.ts'
import { type ApiRequest, answer, apiError, type Reply } from '../support/api-server.ts'
import { serve } from '../support/model-client.ts'
import { openScenario, type Scenario } from '../support/scenario.ts'

/** Says `room` to everything, rather sure of it in words and less so by its tokens. */
const tokens = [
  { token: '{"reasoning":"so', logprob: -0.5 },
  { token: '","topic":"', logprob: -0.1 },
  { token: 'ro', logprob: Math.log(0.75) },
  { token: 'om', logprob: Math.log(0.8) },
  { token: '","confidence":', logprob: 0 },
  { token: '0.9}', logprob: -1 },
]
const text = tokens.map(({ token }) => token).join('')

async function serveRoom(reply: (request: ApiRequest) => Reply = () => answer(text, { tokens })) {
  const server = await serve(reply)
  const env = { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'sk-not-a-real-key-0123456789' }
  return { server, env }
}

async function openSuite(): Promise<Scenario> {
  const scenario = await openScenario('fixtures/failing')
  const suite = await scenario.read('desk.prompt.test.ts')
  await scenario.write('desk.prompt.test.ts', suite.replace('confidence: true', "confidence: 'logprobs'"))
  const config = await scenario.read('vitest.config.ts')
  await scenario.write(
    'vitest.config.ts',
    config.replace('promptRetune()', "promptRetune({ diagnose: 'local' })"),
  )
  return scenario
}

async function metricsOf(scenario: Scenario) {
  const report = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
  const [suite] = report.suites
  if (!suite) throw new Error('no suite ran')
  return suite.metrics
}

const plain = (output: string) => output.replace(/\s+/g, ' ')
const file = '.prompt-retune/recordings/hotel-desk.jsonl'

describe("confidence: 'logprobs'", () => {
  it('shows both sources side by side, also of answers from the cache and of a replay', async () => {
    const { server, env } = await serveRoom()
    const scenario = await openSuite()
    const { output } = await scenario.run(['run', '--record=auto'], { env })
    const metrics = await metricsOf(scenario)
    const { passRate, brier, ece, logprobs } = metrics
    if (passRate === null) throw new Error('nothing was judged')
    const brierOf = (sure: number) => passRate * (sure - 1) ** 2 + (1 - passRate) * sure ** 2
    expect(logprobs).toEqual({
      cases: metrics.cases,
      confidence: expect.closeTo(0.6, 4),
      brier: expect.closeTo(brierOf(0.6), 4),
      ece: expect.closeTo(Math.abs(0.6 - passRate), 4),
    })
    expect([brier, ece]).toEqual([expect.closeTo(brierOf(0.9), 4), expect.closeTo(0.9 - passRate, 4)])
    const shown = `Brier verbal ${brierOf(0.9).toFixed(3)} / logprobs ${brierOf(0.6).toFixed(3)}`
    expect(plain(output)).toContain(shown)
    expect(plain(output)).not.toContain('without a probability')

    const asked = server.requests.length
    const again = await scenario.run(['run'], { env })
    expect(server.requests.length).toBe(asked)
    expect(plain(again.output)).toContain(shown)
    expect((await metricsOf(scenario)).logprobs).toEqual(logprobs)

    const fork = await openSuite()
    await cp(join(scenario.dir, file), join(fork.dir, file), { recursive: true })
    const replay = await fork.run(['run', '--record=replay'])
    expect(plain(replay.output)).toContain(shown)
    expect((await metricsOf(fork)).logprobs).toEqual(logprobs)
  })

  it('says once that the server refuses, and judges the answers all the same', async () => {
    const { env } = await serveRoom(({ body }) =>
      JSON.stringify(body).includes('"logprobs":true')
        ? apiError(400, 'logprobs are not supported with this model.')
        : answer(text),
    )
    const scenario = await openSuite()
    const { output } = await scenario.run(['run'], { env })
    const metrics = await metricsOf(scenario)
    expect(metrics).toMatchObject({
      errored: 0,
      confidence: expect.closeTo(0.9),
      logprobs: { cases: 0, brier: null },
    })
    const note = 'No answer has a probability by logprobs: the server refuses to tell them.'
    expect(plain(output).split(note)).toHaveLength(2)
    expect(plain(output)).toMatch(/ Brier \d/)
    expect(plain(output)).not.toMatch(/logprobs 0/)
  })

  it('works without a key, on the simulated certainty of the embedded model', async () => {
    const scenario = await openSuite()
    const { output } = await scenario.run(['run'])
    const { brier, logprobs } = await metricsOf(scenario)
    expect(logprobs?.brier).toBeCloseTo(brier ?? -1, 2)
    expect(plain(output)).toMatch(/simulated.*Brier verbal .* \/ logprobs/)
  })

  it('leaves the form of the answer alone with logprobs-only', async () => {
    const { server, env } = await serveRoom(() =>
      answer(text.replace(',"confidence":0.9', ''), { tokens: tokensWithout }),
    )
    const scenario = await openSuite()
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace("'logprobs'", "'logprobs-only'"))
    const { output } = await scenario.run(['run'], { env })
    expect(await metricsOf(scenario)).toMatchObject({
      confidence: null,
      brier: null,
      logprobs: { confidence: expect.closeTo(0.6, 4) },
    })
    expect(plain(output)).toMatch(/ Brier logprobs 0\.\d+ · ECE logprobs 0\.\d+/)
    expect(JSON.stringify(server.requests[0]?.body)).not.toContain('confidence')
  })

  it('refuses another source by name', async () => {
    const scenario = await openSuite()
    const suite = await scenario.read('desk.prompt.test.ts')
    await scenario.write('desk.prompt.test.ts', suite.replace("'logprobs'", "'tokens'"))
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(1)
    expect(plain(output)).toContain(
      'confidence: give true, false, "verbalized", "logprobs" or "logprobs-only"',
    )
  })
})

const tokensWithout = [...tokens.slice(0, 4), { token: '"}', logprob: 0 }]
