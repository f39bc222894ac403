import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import type { RunReport, SuiteReport } from '../../src/core/run-report.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { nastyRun } from './nasty-reports.ts'
import { nastyText } from './nasty-text.ts'
import {
  failingSuite,
  passingSuite,
  sampleMetrics,
  sampleResult,
  sampleRun,
  sampleTopic,
} from './sample-data.ts'

const run = (...suites: SuiteReport[]): RunReport => ({ ...sampleRun, suites })
const render = (report: RunReport, columns = 100) => renderTerminal(report, { columns, color: false })

describe('a realistic run', () => {
  test('at 100 columns', () => {
    expect(render(sampleRun)).toMatchInlineSnapshot(`
      "Prompt suites: 1 passed, 1 failed · embedded model (simulated)

      ✓ greeting  examples/quickstart/greeting.prompt.md
        cases   10 passed · pass rate 100% · exactMatch 1.00 · 2.5k tokens in 10 calls
        gate    all of 10 cases passed

      ✗ ticket triage  examples/ticket-triage/triage.prompt.md
        cases   171 passed · 66 failed · 3 errored · pass rate 72.2%
        scores  exactMatch 0.72 · tokenF1 0.81 · Brier 0.187 · ECE 0.141
        format  2.1% of the outputs are unusable: 2 cut at the output limit, 3 malformed
        usage   81k tokens in 296 calls: target 60k, critic 18k, embedder 2.8k
                diagnosis: 54 critiques, 12 reused, 2 embedding calls, 1 topic call, 2 assignment calls
        gate    pass rate 0.72 is below 0.90 (171 of 237)

        ┌────────────────────────────────────────────────────────────────────────────────┬───────┬───────┐
        │ Failure topic                                                                  │ Cases │ Share │
        ├────────────────────────────────────────────────────────────────────────────────┼───────┼───────┤
        │ Refund requests read as login trouble                                          │    31 │   44% │
        │ The ticket asks for money back but mentions an account or a password on the    │    +3 │       │
        │ way, and the prompt does not say that the wish decides.                        │       │       │
        │ examples/ticket-triage/tickets.jsonl:12  000005aa278c                          │       │       │
        │ examples/ticket-triage/tickets.jsonl:13  00000623002d                          │       │       │
        ├────────────────────────────────────────────────────────────────────────────────┼───────┼───────┤
        │ Shipping damage filed under billing                                            │    19 │   28% │
        │ A damaged parcel with a claim for a new one or for the price is sent to        │   new │       │
        │ billing instead of shipping.                                                   │       │       │
        │ examples/ticket-triage/tickets.jsonl:101  00002fad7785                         │       │       │
        │ examples/ticket-triage/tickets.jsonl:102  000030265026                         │       │       │
        ├────────────────────────────────────────────────────────────────────────────────┼───────┼───────┤
        │ Overconfident on two wishes                                                    │     9 │   13% │
        │ Two wishes stand in one ticket.                                                │       │       │
        │ examples/ticket-triage/tickets.jsonl:140  00004216780c                         │       │       │
        │ examples/ticket-triage/tickets.jsonl:141  0000428f50ad                         │       │       │
        └────────────────────────────────────────────────────────────────────────────────┴───────┴───────┘
        3 smaller topics (1 new), 9 cases · 3 cases with failures in no topic

        Gone since the last run: Invoices read as shipping (12 cases), Greeting taken for a wish (1 case)
        Overconfident in 62% of the failures with a confidence, most in "Overconfident on two wishes"
        (89%)

        3 cases could not be judged
          3 × rate-limit 429: Rate limit reached for gpt-4.1 on tokens per min (TPM): limit 30000, used
              29175. Request req_175a.
              examples/ticket-triage/tickets.jsonl:175  0000529c160f

        note: 2 failed cases were described from their scorer feedback, since the critic could not be
        asked.

        To repair the prompt: npx vitest --tune triage"
    `)
  })

  test('at 160 columns the examples stand beside their topic', () => {
    expect(render(run(failingSuite), 160)).toMatchInlineSnapshot(`
      "Prompt suites · embedded model (simulated)

      ✗ ticket triage  examples/ticket-triage/triage.prompt.md
        cases   171 passed · 66 failed · 3 errored · pass rate 72.2%
        scores  exactMatch 0.72 · tokenF1 0.81 · Brier 0.187 · ECE 0.141
        format  2.1% of the outputs are unusable: 2 cut at the output limit, 3 malformed
        usage   81k tokens in 296 calls: target 60k, critic 18k, embedder 2.8k
                diagnosis: 54 critiques, 12 reused, 2 embedding calls, 1 topic call, 2 assignment calls
        gate    pass rate 0.72 is below 0.90 (171 of 237)

        ┌──────────────────────────────────────────────────────────────────────────┬───────┬───────┬────────────────────────────────────────────────────────┐
        │ Failure topic                                                            │ Cases │ Share │ Examples                                               │
        ├──────────────────────────────────────────────────────────────────────────┼───────┼───────┼────────────────────────────────────────────────────────┤
        │ Refund requests read as login trouble                                    │    31 │   44% │ examples/ticket-triage/tickets.jsonl:12  000005aa278c  │
        │ The ticket asks for money back but mentions an account or a password on  │    +3 │       │ examples/ticket-triage/tickets.jsonl:13  00000623002d  │
        │ the way, and the prompt does not say that the wish decides.              │       │       │                                                        │
        ├──────────────────────────────────────────────────────────────────────────┼───────┼───────┼────────────────────────────────────────────────────────┤
        │ Shipping damage filed under billing                                      │    19 │   28% │ examples/ticket-triage/tickets.jsonl:101  00002fad7785 │
        │ A damaged parcel with a claim for a new one or for the price is sent to  │   new │       │ examples/ticket-triage/tickets.jsonl:102  000030265026 │
        │ billing instead of shipping.                                             │       │       │                                                        │
        ├──────────────────────────────────────────────────────────────────────────┼───────┼───────┼────────────────────────────────────────────────────────┤
        │ Overconfident on two wishes                                              │     9 │   13% │ examples/ticket-triage/tickets.jsonl:140  00004216780c │
        │ Two wishes stand in one ticket.                                          │       │       │ examples/ticket-triage/tickets.jsonl:141  0000428f50ad │
        └──────────────────────────────────────────────────────────────────────────┴───────┴───────┴────────────────────────────────────────────────────────┘
        3 smaller topics (1 new), 9 cases · 3 cases with failures in no topic

        Gone since the last run: Invoices read as shipping (12 cases), Greeting taken for a wish (1 case)
        Overconfident in 62% of the failures with a confidence, most in "Overconfident on two wishes" (89%)

        3 cases could not be judged
          3 × rate-limit 429: Rate limit reached for gpt-4.1 on tokens per min (TPM): limit 30000, used 29175. Request req_175a.
              examples/ticket-triage/tickets.jsonl:175  0000529c160f

        note: 2 failed cases were described from their scorer feedback, since the critic could not be asked.

        To repair the prompt: npx vitest --tune triage"
    `)
  })

  test('at 40 columns lists take the place of tables', () => {
    expect(render(run(failingSuite), 40)).toMatchInlineSnapshot(`
      "Prompt suites
      embedded model (simulated)

      ✗ ticket triage
      examples/ticket-triage/triage.prompt.md
        cases   171 passed · 66 failed
                3 errored · pass rate 72.2%
        scores  exactMatch 0.72 · tokenF1 0.81
                Brier 0.187 · ECE 0.141
        format  2.1% of the outputs are
                unusable: 2 cut at the output
                limit, 3 malformed
        usage   81k tokens in 296 calls:
                target 60k, critic 18k,
                embedder 2.8k
                diagnosis: 54 critiques, 12
                reused, 2 embedding calls, 1
                topic call, 2 assignment calls
        gate    pass rate 0.72 is below 0.90
                (171 of 237)

        Refund requests read as login trouble
          31 cases (+3), share 44%
          The ticket asks for money back but
          mentions an account or a password…
          examples/ticket-triage/tickets.jsonl:12
          examples/ticket-triage/tickets.jsonl:13

        Shipping damage filed under billing
          19 cases (new), share 28%
          A damaged parcel with a claim for a
          new one or for the price is sent to…
          examples/ticket-triage/tickets.jsonl:101
          examples/ticket-triage/tickets.jsonl:102

        Overconfident on two wishes
          9 cases, share 13%
          Two wishes stand in one ticket.
          examples/ticket-triage/tickets.jsonl:140
          examples/ticket-triage/tickets.jsonl:141

        3 smaller topics (1 new), 9 cases
        3 cases with failures in no topic

        Gone since the last run: Invoices read
        as shipping (12 cases), Greeting taken
        for a wish (1 case)
        Overconfident in 62% of the failures
        with a confidence, most in
        "Overconfident on two wishes" (89%)

        3 cases could not be judged
          3 × rate-limit 429: Rate limit
              reached for gpt-4.1 on tokens…
              examples/ticket-triage/tickets.jsonl:175

        note: 2 failed cases were described
        from their scorer feedback, since the
        critic could not be asked.

        To repair the prompt:
        npx vitest --tune triage"
    `)
  })

  test('in colour', () => {
    const { diagnosis: _, ...plain } = failingSuite
    const report = run({ ...plain, results: failingSuite.results.slice(0, 171) })
    expect(
      renderTerminal(report, { columns: 100, color: true }).replaceAll('\x1b', '␛'),
    ).toMatchInlineSnapshot(`
      "␛[1mPrompt suites␛[22m · ␛[33membedded model (simulated)␛[39m

      ␛[1m␛[31m✗ ticket triage␛[39m␛[22m  ␛[2mexamples/ticket-triage/triage.prompt.md␛[22m
        ␛[2mcases   ␛[22m␛[32m171 passed␛[39m · ␛[31m66 failed␛[39m · ␛[33m3 errored␛[39m · ␛[1mpass rate 72.2%␛[22m
        ␛[2mscores  ␛[22mexactMatch 0.72 · tokenF1 0.81 · Brier 0.187 · ECE 0.141
        ␛[2mformat  ␛[22m2.1% of the outputs are unusable: 2 malformed
        ␛[2musage   ␛[22m60k tokens in 237 calls
        ␛[2mgate    ␛[22m␛[31mpass rate 0.72 is below 0.90 (171 of 237)␛[39m

        ␛[36mexamples/ticket-triage/tickets.jsonl:170␛[39m  ␛[2m0000503fdaea␛[22m
          not valid JSON: Sure!
        ␛[36mexamples/ticket-triage/tickets.jsonl:171␛[39m  ␛[2m000050b8b38b␛[22m
          not valid JSON: Sure!

        To repair the prompt: ␛[36mnpx vitest --tune triage␛[39m"
    `)
  })
})

test('wide characters keep their borders in line', () => {
  const suite = {
    ...failingSuite,
    name: '問い合わせの振り分け',
    results: [],
    diagnosis: failingSuite.diagnosis && {
      ...failingSuite.diagnosis,
      notes: [],
      topics: [
        sampleTopic({
          name: '返金の依頼をログインの問題と取り違える',
          definition:
            '返金を求めているのに、途中でパスワードやアカウントに触れるとログインの窓口に送られてしまう。',
        }),
        sampleTopic({ name: 'Emoji 👩‍👩‍👧‍👦🇩🇪 only', definition: 'हिन्दी 한국어 العربية é' }),
      ],
    },
  }
  const { diagnosis, ...rest } = suite
  expect(render(run({ ...rest, ...(diagnosis ? { diagnosis } : {}) }), 76)).toMatchInlineSnapshot(`
    "Prompt suites · embedded model (simulated)

    ✗ 問い合わせの振り分け  examples/ticket-triage/triage.prompt.md
      cases   171 passed · 66 failed · 3 errored · pass rate 72.2%
      scores  exactMatch 0.72 · tokenF1 0.81 · Brier 0.187 · ECE 0.141
      format  2.1% of the outputs are unusable
      usage   81k tokens in 296 calls: target 60k, critic 18k, embedder 2.8k
              diagnosis: 54 critiques, 12 reused, 2 embedding calls, 1 topic
              call, 2 assignment calls
      gate    pass rate 0.72 is below 0.90 (171 of 237)

      ┌────────────────────────────────────────────────────────┬───────┬───────┐
      │ Failure topic                                          │ Cases │ Share │
      ├────────────────────────────────────────────────────────┼───────┼───────┤
      │ 返金の依頼をログインの問題と取り違える                 │     2 │   44% │
      │ 返金を求めているのに、途中でパスワードやアカウントに触 │       │       │
      │ れるとログインの窓口に送られてしまう。                 │       │       │
      │ examples/ticket-triage/tickets.jsonl:12  000005aa278c  │       │       │
      │ examples/ticket-triage/tickets.jsonl:48  000016a89e30  │       │       │
      ├────────────────────────────────────────────────────────┼───────┼───────┤
      │ Emoji 👩‍👩‍👧‍👦🇩🇪 only                                        │     2 │   44% │
      │ हिन्दी 한국어 العربية é                                 │       │       │
      │ examples/ticket-triage/tickets.jsonl:12  000005aa278c  │       │       │
      │ examples/ticket-triage/tickets.jsonl:48  000016a89e30  │       │       │
      └────────────────────────────────────────────────────────┴───────┴───────┘
      3 cases with failures in no topic

      Gone since the last run: Invoices read as shipping (12 cases), Greeting
      taken for a wish (1 case)
      Overconfident in 62% of the failures with a confidence

      To repair the prompt: npx vitest --tune triage"
  `)
})

describe('widths', () => {
  test('no line is wider than the terminal, whatever the data holds', () => {
    fc.assert(
      fc.property(nastyText, fc.integer({ min: 40, max: 220 }), fc.boolean(), (text, columns, color) => {
        for (const line of renderTerminal(nastyRun(text), { columns, color }).split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(columns)
        }
      }),
    )
  })

  test('a path is never broken, even where it is wider than the terminal', () => {
    const text = render(sampleRun, 40)
    expect(text).toContain('examples/ticket-triage/tickets.jsonl:101\n')
    expect(text).toContain('\nexamples/ticket-triage/triage.prompt.md\n')
  })

  test('an unknown width counts as 80 columns', () => {
    expect(render(sampleRun, Number.NaN)).toBe(render(sampleRun, 80))
  })
})

describe('what is empty is not shown', () => {
  test('no suite, no text', () => {
    expect(render(run())).toBe('')
  })

  test('a suite without confidences, gate, prompt file, model calls or failures', () => {
    const { gate: _gate, prompt: _prompt, ...bare } = passingSuite
    expect(render(run({ ...bare, metrics: sampleMetrics({ usage: {} }) }))).toMatchInlineSnapshot(`
      "Prompt suites · embedded model (simulated)

      ✓ greeting
        cases   10 passed · pass rate 100% · exactMatch 1.00"
    `)
  })

  test('a suite whose cases were all skipped', () => {
    const metrics = sampleMetrics({
      passed: 0,
      skipped: 10,
      passRate: null,
      score: null,
      scores: { exactMatch: null },
      usage: {},
    })
    const { gate: _, ...bare } = passingSuite
    expect(render(run({ ...bare, metrics }))).toMatch(/^ {2}cases {3}10 skipped$/m)
  })
})

describe('failing cases', () => {
  const failures = Array.from({ length: 7 }, (_, index) =>
    sampleResult(index + 1, {
      verdict: 'failed',
      kind: 'wrong',
      score: 0,
      expected: 'billing',
      output: 'login',
    }),
  )
  const { diagnosis: _, ...undiagnosed } = failingSuite
  const suite = { ...undiagnosed, metrics: sampleMetrics({ passed: 3, failed: 7 }), results: failures }

  test('are listed one by one, five at most, when they were not clustered', () => {
    const lines = render(run(suite)).split('\n')
    expect(lines.filter((line) => line.includes('expected "billing", got "login"'))).toHaveLength(5)
    expect(lines).toContain('  and 2 more failed cases')
  })

  test('give a hint for a suite with a prompt file, unless its gate holds', () => {
    const hint = 'To repair the prompt: npx vitest --tune triage'
    const { prompt: _prompt, ...withoutPrompt } = suite
    const { gate: _gate, ...withoutGate } = suite
    expect(render(run(suite))).toContain(hint)
    expect(render(run(withoutGate))).toContain(hint)
    expect(render(run(withoutPrompt))).not.toContain('--tune')
    expect(render(run({ ...suite, gate: { passed: true, reason: 'fine' } }))).not.toContain('--tune')
  })

  test('the hint is one word for a shell', () => {
    expect(render(run({ ...suite, file: "a/it's $(me).prompt.test.ts" }))).toContain(
      `--tune 'it'\\''s $(me)'`,
    )
    expect(render(run({ ...suite, file: 'a/--config=x.prompt.test.ts' }))).toContain(`--tune 'config=x'`)
    expect(render(run({ ...suite, file: 'a/-u.prompt.test.ts' }))).toContain('--tune u')
  })

  test('smaller topics are counted by their distinct cases', () => {
    const small = { retained: false, prevalence: 0.01 }
    const diagnosis = failingSuite.diagnosis && {
      ...failingSuite.diagnosis,
      topics: [
        sampleTopic({ ...small, lines: [1, 2] }),
        sampleTopic({ name: 'Second', prevalence: 0.2 }),
        sampleTopic({ ...small, lines: [2, 3] }),
        sampleTopic({ name: 'First', prevalence: 0.7 }),
      ],
    }
    const text = render(run({ ...suite, ...(diagnosis ? { diagnosis } : {}) }))
    expect(text).toContain('2 smaller topics, 3 cases')
    expect(text.indexOf('First')).toBeLessThan(text.indexOf('Second'))
  })
})

describe('errored cases', () => {
  const errored = (count: number, message: (index: number) => string) =>
    Array.from({ length: count }, (_, index) =>
      sampleResult(index + 1, {
        verdict: 'error',
        score: null,
        error: { kind: 'server', status: 500, message: message(index) },
      }),
    )
  const { diagnosis: _, gate: _gate, ...bare } = failingSuite
  const suite = (results: SuiteReport['results']) =>
    run({ ...bare, results, metrics: sampleMetrics({ passed: 0, errored: results.length, passRate: null }) })

  test('of one message are one group, though numbers and request ids differ', () => {
    const text = render(suite(errored(5_000, (index) => `The server failed (request req_${index}f)`)))
    expect(text).toContain('5,000 cases could not be judged')
    expect(text).toContain('5,000 × server 500: The server failed (request req_0f)')
    expect(text.split('\n').length).toBeLessThan(12)
  })

  test('of many messages are cut at five groups', () => {
    const words = (index: number) => [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
    const text = render(suite(errored(5_000, (index) => `Trouble ${words(index)}`)))
    expect(text).toContain('4,995 other messages, 4,995 cases')
    expect(text.split('\n').length).toBeLessThan(24)
  })

  test('alone give no hint to tune', () => {
    expect(render(suite(errored(3, () => 'down')))).not.toContain('--tune')
  })
})

test('failing suites stand last', () => {
  const text = render(run(failingSuite, passingSuite))
  expect(text.indexOf('✓ greeting')).toBeLessThan(text.indexOf('✗ ticket triage'))
  expect(text).toContain('Prompt suites: 1 passed, 1 failed')
})
