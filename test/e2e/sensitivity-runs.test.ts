import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runReportSchema } from '../../src/core/run-report.ts'
import { answerJson, apiError, hang } from '../support/api-server.ts'
import { interrupt, openScenario } from '../support/scenario.ts'
import { type Asked, openVaried, right, suiteFile, wrong } from './varied-project.ts'

const restated = ({ user }: Asked) => {
  const { manner, texts } = z
    .object({ manner: z.string(), texts: z.array(z.object({ name: z.string(), text: z.string() })) })
    .parse(JSON.parse(/<texts>\n(.*)\n<\/texts>/s.exec(user)?.[1] ?? ''))
  const greeting = manner.includes('short') ? 'Hi' : 'Good day'
  return answerJson({
    texts: texts.map((one) => ({ ...one, text: one.text.replace('Hello there', greeting) })),
  })
}

const inBold = ({ system }: Asked) => /^\*\*Topics\*\*/m.test(system)

describe('variants', () => {
  it('come to the same report over shards, and fail the merged run alone', async () => {
    const { run, scenario, asked } = await openVaried({
      options: "perturb: { kinds: ['format', 'typos'], sample: 8 }, maxSpread: 0.1, gate: { passRate: 0.5 },",
      plugin: 'cache: false,',
      answer: (question) => (inBold(question) ? wrong(question) : right(question)),
    })
    expect((await run()).code).toBe(1)
    const expected = await scenario.read('.prompt-retune/last-run.json')
    expect(JSON.parse(expected).suites[0].sensitivity).toMatchObject({ drawn: 8, spread: 1 })
    expect(asked).toHaveLength(12 + 32)
    await rm(join(scenario.dir, '.prompt-retune'), { recursive: true })
    for (const index of [1, 2, 3]) {
      const { code, output } = await run(`--shard=${index}/3`, '--reporter=blob')
      expect([code, output]).toEqual([0, expect.not.stringContaining('Sensitivity')])
    }
    expect(asked).toHaveLength(2 * (12 + 32))
    const { code, output } = await run('--merge-reports')
    expect(code).toBe(1)
    expect(output).toContain('the gate of "desk" does not hold: spread of the mean score 1.00 is above 0.10')
    expect(await scenario.read('.prompt-retune/last-run.json')).toBe(expected)
    expect(asked).toHaveLength(2 * (12 + 32))
  })

  it('are recorded, and replayed without a call', async () => {
    const { run, scenario, suite, asked } = await openVaried({
      options: "perturb: ['format', 'paraphrase'],",
      plugin: 'cache: false,',
      rows: 4,
      answer: (question) => (question.job === 'paraphrase' ? restated(question) : right(question)),
    })
    await run('--record=auto')
    const first = await suite()
    const calls = 4 + 4 * (2 + 2 + 2)
    expect(asked).toHaveLength(calls)
    const recording = await readFile(join(scenario.dir, '.prompt-retune/recordings/desk.jsonl'), 'utf8')
    expect(recording.trim().split('\n')).toHaveLength(calls)
    expect(recording).toContain('"role":"critic","case":"row-0"')
    await run('--record=replay')
    expect(asked).toHaveLength(calls)
    const { usage, ...again } = (await suite())?.sensitivity ?? {}
    expect(again).toEqual({ ...first?.sensitivity, usage: undefined })
    expect(usage).toMatchObject({ critic: { calls: 0, replayed: { calls: 8 } } })
    // Another variant is not recorded.
    await scenario.write('desk.prompt.test.ts', suiteFile("perturb: { kinds: ['format'], variants: 3 },"))
    expect((await run('--record=replay')).code).toBe(0)
    expect((await suite())?.sensitivity?.kinds).toMatchObject([{ answers: 8, errored: 4 }])
  })

  it('stand behind the cases in a budget, and what is left of them fails a gate on them', async () => {
    const { run, suite, asked, scenario } = await openVaried({
      options: "perturb: ['typos'], maxSpread: 0.5,",
      plugin: 'cache: false, budget: { calls: 20 },',
    })
    const { code, output } = await run()
    expect(code).toBe(1)
    expect(asked).toHaveLength(20)
    expect(output).toContain('desk: up to 36 calls (24 for variants, less what is kept of those)')
    expect(output).toContain('16 variants not asked, since the budget was used up')
    const { metrics, sensitivity } = (await suite()) ?? {}
    expect(metrics).toMatchObject({ passed: 12, skipped: 0 })
    expect(sensitivity?.kinds).toMatchObject([{ answers: 8, notAsked: 16 }])

    await scenario.write('desk.prompt.test.ts', suiteFile("perturb: ['typos'],"))
    const ungated = await run()
    expect(ungated.code).toBe(0)
    expect(ungated.output).toContain('typos: 16 not asked, since the budget was used up')
  })

  it('tell what they have when they are interrupted', async () => {
    let open = 0
    const { scenario, env, suite, server } = await openVaried({
      options: "perturb: { kinds: ['typos'], variants: 1 }, gate: { passRate: 0.1 },",
      plugin: 'cache: false, limits: { concurrency: 1 },',
      answer: (question) => (++open > 15 ? hang : right(question)),
    })
    const running = scenario.start(['run', '--reporter=verbose'], { env })
    await server.received(16)
    // Before the first result a Ctrl-C is Vitest's own.
    await running.saw(/✓ .* row-11/)
    interrupt(running)
    const { code, output } = await running.finished
    expect(code).toBe(130)
    expect(output).toContain('Sensitivity · 3 of 12 cases sampled (at most 50)')
    const { metrics, sensitivity } = (await suite()) ?? {}
    expect(metrics).toMatchObject({ passed: 12 })
    expect(sensitivity).toMatchObject({ drawn: 12, kinds: [{ answers: 3 }] })
    expect(sensitivity?.cases).toHaveLength(3)
  })

  it('stand under --only as the results of their cases do', async () => {
    let down = true
    const { run, suite, asked } = await openVaried({
      options: "perturb: { kinds: ['format'] }, maxSpread: 1,",
      plugin: 'cache: false, limits: { retries: 0 },',
      answer: (question) => {
        if (down && /room number 4 /.test(question.user)) return apiError(400, 'broken')
        return down && /food number 5 /.test(question.user) && inBold(question)
          ? apiError(400, 'broken')
          : right(question)
      },
    })
    expect((await run()).code).toBe(1)
    expect((await suite())?.sensitivity).toMatchObject({ drawn: 11, kinds: [{ answers: 21, errored: 1 }] })
    down = false
    asked.length = 0
    expect((await run('--only=errored')).code).toBe(0)
    expect((await suite())?.sensitivity).toMatchObject({ drawn: 12, kinds: [{ answers: 24, errored: 0 }] })
    // The case that errored and its variants, and the variants of the case of which one did.
    expect(asked).toHaveLength(1 + 2 + 2)
  })

  it('are asked of a target of the suite, which is given the varied case, on Vitest 4 too; no text of them is kept', async () => {
    const { run, suite, scenario, asked } = await openVaried({
      options: `perturb: ['order', 'typos'], maxSpread: 0.1,
  target: (messages, { id, input }) => {
    const [, number] = id.split('-')
    const typed = !input.message.includes('better than yesterday evening')
    return { topic: (Number(number) % 2 === 0) !== typed ? 'room' : 'food' }
  },`,
      vitest: 4,
    })
    const { code, output } = await run()
    expect(code).toBe(1)
    expect(output).toMatch(
      /spread of the mean score 0\.\d+ is above 0.10, from 0\.\d+ \(typos \d\) to 1.00 \(original\)/,
    )
    expect((await suite())?.sensitivity).toMatchObject({
      kinds: [
        { kind: 'order', answers: 12, notApplicable: 12 },
        { kind: 'typos', answers: 24 },
      ],
    })
    expect(JSON.stringify((await suite())?.sensitivity)).not.toContain('yesterday')
    expect(await scenario.read('out.md')).toContain('Sensitivity')
    expect(asked).toEqual([])
  })

  it('are all asked of the embedded model where there is no key, which is said, and shown by ids alone where that is wanted', async () => {
    const scenario = await openScenario('fixtures/gate')
    const file = await scenario.read('desk.prompt.test.ts')
    const options = "perturb: ['format', 'order', 'typos', 'paraphrase'],"
    await scenario.write('desk.prompt.test.ts', file.replace('gate:', `${options}\n  gate:`))
    const config = await scenario.read('vitest.config.ts')
    await scenario.write(
      'vitest.config.ts',
      config.replace('promptRetune()', "promptRetune({ report: 'ids-only' })"),
    )
    const { code, output } = await scenario.run(['run'])
    expect(code).toBe(0)
    expect(output).toContain('paraphrase: written by the embedded model (simulated)')
    expect(output).toMatch(/paraphrase +6 /)
    const { suites } = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
    expect(suites[0]?.sensitivity).toMatchObject({
      simulated: true,
      usage: { target: { calls: 48 }, critic: { calls: 12 } },
      kinds: ['format', 'order', 'typos', 'paraphrase'].map((kind) => ({ kind, cases: 6, answers: 12 })),
    })
    // The same seed makes the same variants, and the same model gives the same answers.
    const first = suites[0]?.sensitivity
    await scenario.run(['run'])
    const again = runReportSchema.parse(JSON.parse(await scenario.read('.prompt-retune/last-run.json')))
    expect(again.suites[0]?.sensitivity).toEqual(first)
  })
})
