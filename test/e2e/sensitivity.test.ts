import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { answerJson, apiError } from '../support/api-server.ts'
import { openVaried, right, suiteFile, wrong } from './varied-project.ts'

describe('sensitivity', () => {
  it('finds a model that goes by the layout of its prompt, and fails the gate, though every case passes', async () => {
    const { run, suite, asked, scenario } = await openVaried({
      options: "perturb: ['format', 'typos'], maxSpread: 0.1,",
      answer: (question) => (/^\*\*Topics\*\*/m.test(question.system) ? wrong(question) : right(question)),
    })
    const { code, output } = await run('--reporter=verbose')
    expect(code).toBe(1)
    expect(output).toContain('✓ desk.prompt.test.ts > desk > sensitivity: format, typos')
    expect(output).toMatch(/× .*gate: spread of at most 0.1/)
    expect(output).toMatch(
      /PromptGateError: spread of the mean score 1.00 is above 0.10, from 0.00 \(format \d\) to 1.00 \(original\)/,
    )
    expect(output).toMatch(/Tests {2}1 failed \| 13 passed/)
    const found = await suite()
    expect(found).toMatchObject({
      metrics: { cases: 12, passed: 12, usage: { target: { calls: 12 } } },
      gate: {
        passed: false,
        checks: [
          { name: 'passRate', passed: true },
          { name: 'maxSpread', passed: false },
        ],
      },
      sensitivity: {
        spread: 1,
        drawn: 12,
        usage: { target: { calls: 48 } },
        kinds: [
          {
            kind: 'format',
            cases: 12,
            answers: 24,
            passRate: 0.5,
            original: { passRate: 1 },
            broken: 12,
            fixed: 0,
            spread: 1,
          },
          { kind: 'typos', cases: 12, answers: 24, passRate: 1, broken: 0, spread: 0 },
        ],
      },
    })
    const culprit = found?.sensitivity?.layouts.find(({ what }) => what.includes('headings **X**'))
    expect(found?.sensitivity?.widest?.low.variant).toBe(`format ${culprit?.variant}`)
    expect(found?.sensitivity?.cases[0]).toMatchObject({ at: { file: 'messages.jsonl' }, spread: 1 })
    expect(asked).toHaveLength(60)
    expect(output).toContain(`format ${culprit?.variant}: headings **X**`)
    expect(output).toContain('12 cases change under variants, the most sensitive first')
    expect(output).toMatch(/messages\.jsonl:\d+ {2}row-\d+\n\s+spread 1.00, passed; fails under format \d/)
    expect(output).toMatch(/tokens in 60 calls/)
    const page = await scenario.read('out.md')
    expect(page).toContain('Sensitivity: spread 1.00 of the mean score')
    expect(page).toMatch(/\| format \| 12 \| 50% \| -50.0 pts \|/)
  })

  it('is 0 for a model that does not, and the gate holds', async () => {
    const { run, suite, asked } = await openVaried({
      options: "perturb: { kinds: ['format', 'order', 'typos'], sample: 5, variants: 3 }, maxSpread: 0,",
    })
    const { code, output } = await run()
    expect(code).toBe(0)
    expect(output).toContain('spread of the mean score 0.00 is within 0.00')
    const { sensitivity } = (await suite()) ?? {}
    expect(sensitivity).toMatchObject({ spread: 0, drawn: 5 })
    // The only list has one other order.
    expect(
      sensitivity?.kinds.map(({ kind, answers, notApplicable }) => [kind, answers, notApplicable]),
    ).toEqual([
      ['format', 15, 0],
      ['order', 5, 10],
      ['typos', 15, 0],
    ])
    expect(output).toContain('order: 10 not applicable')
    expect(asked).toHaveLength(12 + 35)
    // What is varied keeps its words; typos are in the message alone.
    const systems = new Set(
      asked.map(({ system }) =>
        system
          .match(/\p{L}+/gu)
          ?.sort()
          .join(' '),
      ),
    )
    expect(systems.size).toBe(1)
    for (const { user } of asked) expect(user).toMatch(/my (room|food) \w+ \d+ /)

    // The same variants again: the response cache has them all.
    await run()
    expect(asked).toHaveLength(47)
    expect((await suite())?.sensitivity).toMatchObject({
      spread: 0,
      usage: { target: { calls: 0, cached: { calls: 35 } } },
    })
  })

  it('asks the critic for paraphrases, leaves out what lost a number, and what could not be asked', async () => {
    const { run, suite, asked } = await openVaried({
      options: "perturb: { kinds: ['paraphrase'], variants: 1 }, maxSpread: 0.5,",
      plugin: 'maxErrors: 0, limits: { retries: 0 },',
      rows: 4,
      answer(question) {
        if (question.job !== 'paraphrase')
          return /again number 2/.test(question.user) ? apiError(500, 'down') : right(question)
        const { texts } = z
          .object({ texts: z.array(z.object({ name: z.string(), text: z.string() })) })
          .parse(JSON.parse(/<texts>\n(.*)\n<\/texts>/s.exec(question.user)?.[1] ?? ''))
        return answerJson({
          texts: texts.map(({ name, text }) => ({
            name,
            text: text
              .replace('Hello there, my', 'I say it')
              .replace(/(room|food) number/, '$1 again number')
              .replace('number 1', 'number one'),
          })),
        })
      },
    })
    const { code, output } = await run()
    expect(code).toBe(0)
    const { sensitivity, metrics } = (await suite()) ?? {}
    expect(metrics).toMatchObject({ passed: 4, errored: 0, usage: { target: { calls: 4 } } })
    expect(sensitivity).toMatchObject({
      kinds: [{ kind: 'paraphrase', cases: 2, refused: 1, errored: 1, spread: 0 }],
      usage: { critic: { calls: 4 }, target: { calls: 2 } },
    })
    expect(sensitivity?.cases.find(({ id }) => id === 'row-2')?.variants).toEqual([
      { kind: 'paraphrase', variant: 1, outcome: 'error', error: 'server' },
    ])
    expect(output).toContain('paraphrase: 1 refused, since a number, a name or a quote was lost, 1 could')
    expect(asked.some(({ user, job }) => job === 'answer' && /I say it room again number 0/.test(user))).toBe(
      true,
    )
  })

  it('fails the gate where nothing was judged', async () => {
    const { run } = await openVaried({
      options: "perturb: ['paraphrase'], maxSpread: 1,",
      answer: (question) => (question.job === 'paraphrase' ? apiError(400, 'no') : right(question)),
    })
    const { code, output } = await run()
    expect(code).toBe(1)
    expect(output).toContain(
      'no variant was judged, so that there is no spread (24 variants could not be asked or scored)',
    )
  })

  it('refuses options that say nothing', async () => {
    const { run, scenario, asked } = await openVaried({ options: 'maxSpread: 0.1,' })
    expect((await run()).output).toContain('maxSpread: needs "perturb"')
    await scenario.write('desk.prompt.test.ts', suiteFile("perturb: ['typos', 'noise'],"))
    expect((await run()).output).toContain('perturb.kinds.1:')
    await scenario.write(
      'desk.prompt.test.ts',
      suiteFile("perturb: { kinds: ['typos'], fields: ['mesage'] },"),
    )
    expect((await run()).output).toContain('perturb.fields: no row has a field "mesage"')
    expect(asked).toEqual([])
  })
})
