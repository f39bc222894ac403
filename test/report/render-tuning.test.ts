import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import type { TuneResult } from '../../src/core/tune-result.ts'
import { renderTuning } from '../../src/report/render-tuning.ts'
import { nastyTuning } from './nasty-reports.ts'
import { nastyText } from './nasty-text.ts'
import { sampleAnalysis, sampleComparison, sampleMetrics, sampleTuning } from './sample-data.ts'

const render = (fields: Partial<TuneResult> = {}, columns = 100) =>
  renderTuning({ ...sampleTuning, ...fields }, { columns, color: false })

test('a realistic tuning at 100 columns', () => {
  expect(render()).toMatchInlineSnapshot(`
    "Tuning of ticket triage · gpt-4.1 (target) · gpt-5 (critic, optimizer)
    text-embedding-3-large (embedder)

       4   ---
       5   <!-- system -->
       6   You route support tickets to the right queue.
       7 + Decide by what the customer wants done, not by what the ticket mentions on the way.
       8   Answer with the queue only.
       9   Queues:
       9 - - billing: invoices and payments
      10 + - billing: invoices, payments and refunds, also when an account or a password is mentioned
      11   - login: access to the account
      11 - - shipping: parcels
      12 + - shipping: parcels that are late, lost or damaged, and claims for a new one or for the price
      13
      14   <!-- user -->
      15   {{ticket}}

      ┌──────────────┬────────────┬───────┬───────┬───────────┐
      │              │            │  seed │ tuned │    change │
      ├──────────────┼────────────┼───────┼───────┼───────────┤
      │ optimization │ pass rate  │ 61.2% │ 83.8% │ +22.6 pts │
      │ 120 cases    │ score      │ 0.612 │ 0.838 │    +0.226 │
      │              │ Brier      │ 0.272 │ 0.113 │    -0.158 │
      ├──────────────┼────────────┼───────┼───────┼───────────┤
      │ dev          │ pass rate  │   60% │ 81.7% │ +21.7 pts │
      │ 60 cases     │ score      │ 0.600 │ 0.817 │    +0.217 │
      │              │ Brier      │ 0.280 │ 0.128 │    -0.152 │
      │              │ objective  │ 0.588 │ 0.811 │    +0.223 │
      ├──────────────┼────────────┼───────┼───────┼───────────┤
      │ test         │ pass rate  │ 61.7% │ 83.3% │ +21.7 pts │
      │ 60 cases     │ score      │ 0.617 │ 0.833 │    +0.217 │
      │              │ Brier      │ 0.268 │ 0.117 │    -0.152 │
      ├──────────────┼────────────┼───────┼───────┼───────────┤
      │ prompt       │ characters │   204 │   441 │      +237 │
      └──────────────┴────────────┴───────┴───────┴───────────┘

      #  train    dev  objective
      0  0.612  0.600      0.588        the seed prompt
      1  0.705  0.683      0.671        Say that refunds belong to billing, whatever else the ticket me…
      2  0.838  0.817      0.805  best  Damaged and lost parcels go to shipping; decide by the wish of…
      3  0.841  0.800      0.788        Add a rule for tickets with two wishes.

      stopped   dev no longer improves (no better dev objective for 3 iterations)
      usage     341k tokens in 1,131 calls: target 239k, critic 72k, optimizer 22k, embedder 7.3k
      dev gate  pass rate 0.82 is below 0.90 (49 of 60)

      Written to examples/ticket-triage/triage.prompt.md"
  `)
})

test('what was measured on some rows only is never shown as if it were all', () => {
  const iterations = sampleTuning.iterations.map((iteration, index) => {
    if (index === 1)
      return { ...iteration, asked: { optimization: { rows: 60, of: 150 }, dev: { rows: 40, of: 150 } } }
    if (index !== 3) return iteration
    const dev = sampleMetrics({ score: null, passRate: null })
    return { ...iteration, dev, objective: null, racedOut: true, asked: { dev: { rows: 47, of: 150 } } }
  })
  const lines = render({ iterations }, 120).split('\n')
  expect(lines.find((line) => /^ +1 {2}0/.test(line))).toContain(
    '1  0.705  0.683      0.671        60 of 150 train rows, 40 of 150 dev rows: Say that refunds',
  )
  expect(lines.find((line) => /^ +3 {2}0/.test(line))).toContain(
    '3  0.841    out          -        raced out after 47 of 150 dev rows: Add a rule',
  )
})

test('numbers of seed and tuned prompt on a part of the rows say so', () => {
  const asked = (rows: number) => ({ dev: { rows, of: 150 } })
  const text = render({
    seed: { ...sampleTuning.seed, asked: asked(40) },
    tuned: { ...sampleTuning.tuned, asked: asked(60) },
  })
  expect(text).toContain('40 / 60 of 150 rows')
  expect(text).toContain('120 cases')
})

test('at 40 columns', () => {
  expect(render({}, 40)).toMatchInlineSnapshot(`
    "Tuning of ticket triage
    gpt-4.1 (target)
    gpt-5 (critic, optimizer)
    text-embedding-3-large (embedder)

       4   ---
       5   <!-- system -->
       6   You route support tickets to the…
       7 + Decide by what the customer wants
           done, not by what the ticket
           mentions on the way.
       8   Answer with the queue only.
       9   Queues:
       9 - - billing: invoices and payments
      10 + - billing: invoices, payments and
           refunds, also when an account or
           a password is mentioned
      11   - login: access to the account
      11 - - shipping: parcels
      12 + - shipping: parcels that are
           late, lost or damaged, and claims
           for a new one or for the price
      13
      14   <!-- user -->
      15   {{ticket}}

      optimization, 120 cases
        pass rate 61.2% → 83.8%  +22.6 pts
        score 0.612 → 0.838  +0.226
        Brier 0.272 → 0.113  -0.158
      dev, 60 cases
        pass rate 60% → 81.7%  +21.7 pts
        score 0.600 → 0.817  +0.217
        Brier 0.280 → 0.128  -0.152
        objective 0.588 → 0.811  +0.223
      test, 60 cases
        pass rate 61.7% → 83.3%  +21.7 pts
        score 0.617 → 0.833  +0.217
        Brier 0.268 → 0.117  -0.152
      prompt
        characters 204 → 441  +237

      #  train    dev  objective
      0  0.612  0.600      0.588
      1  0.705  0.683      0.671
      2  0.838  0.817      0.805  best
      3  0.841  0.800      0.788

      stopped   dev no longer improves (no
                better dev objective for 3
                iterations)
      usage     341k tokens in 1,131 calls:
                target 239k, critic 72k,
                optimizer 22k, embedder 7.3k
      dev gate  pass rate 0.82 is below 0.90
                (49 of 60)

      Written to
      examples/ticket-triage/triage.prompt.md"
  `)
})

describe('in colour', () => {
  const text = renderTuning(sampleTuning, { columns: 100, color: true }).replaceAll('\x1b', '␛')

  test('the diff marks the words that changed', () => {
    expect(text.split('\n').filter((line) => line.includes('billing: '))).toMatchInlineSnapshot(`
      [
        "  ␛[2m 9 ␛[22m␛[31m-␛[39m ␛[31m- billing: invoices and ␛[39m␛[31m␛[7mpayments␛[27m␛[39m",
        "  ␛[2m10 ␛[22m␛[32m+␛[39m ␛[32m- billing: invoices␛[39m␛[32m␛[7m,␛[27m␛[39m␛[32m ␛[39m␛[32m␛[7mpayments ␛[27m␛[39m␛[32mand ␛[39m␛[32m␛[7mrefunds, also when an account or a password is mentioned␛[27m␛[39m",
      ]
    `)
  })

  test('gains are green and losses red', () => {
    expect(text).toContain('␛[32m+22.6 pts␛[39m')
    expect(text).toContain('␛[32m-0.158␛[39m')
    const worse = { ...sampleTuning, seed: sampleTuning.tuned, tuned: sampleTuning.seed }
    const swapped = renderTuning(worse, { columns: 100, color: true }).replaceAll('\x1b', '␛')
    expect(swapped).toContain('␛[31m-22.6 pts␛[39m')
    expect(swapped).toContain('␛[31m+0.158␛[39m')
  })
})

describe('the file', () => {
  test.each([
    [{}, 'Written to examples/ticket-triage/triage.prompt.md'],
    [{ written: false, dryRun: true }, 'Dry run: examples/ticket-triage/triage.prompt.md was not written'],
    [
      { written: false, stop: { code: 'interrupted' as const, reason: '' } },
      'examples/ticket-triage/triage.prompt.md was not written: the tuning was interrupted',
    ],
    [
      { written: false, after: sampleTuning.before },
      'examples/ticket-triage/triage.prompt.md is unchanged: no revision did better on dev',
    ],
    [
      { written: false, after: sampleTuning.before, iterations: sampleTuning.iterations.slice(0, 1) },
      'examples/ticket-triage/triage.prompt.md is unchanged',
    ],
  ])('%j', (fields, line) => {
    expect(render(fields).split('\n').at(-1)?.trim()).toBe(line)
  })

  test('unchanged shows no diff', () => {
    expect(render({ after: sampleTuning.before })).not.toContain('<!-- system -->')
  })
})

describe('a gain that test does not show', () => {
  const { seed, tuned } = sampleTuning
  const flat = { ...tuned, test: seed.test ?? sampleMetrics() }

  test('is warned of', () => {
    expect(render({ tuned: flat }, 160)).toContain(
      'no gain on the test cases (score 0.617 before, 0.617 after)',
    )
  })

  test('is not warned of when there is one, when test was not read, or when the seed was kept', () => {
    const { test: _, ...unread } = tuned
    expect(render()).not.toContain('warning')
    expect(render({ tuned: unread })).not.toContain('warning')
    expect(render({ tuned: flat, after: sampleTuning.before })).not.toContain('warning')
  })
})

describe('the gain', () => {
  const comparison = { dev: sampleComparison('dev'), test: sampleComparison('test', 0.05) }
  const lines = (fields: Partial<TuneResult>, columns = 120) =>
    render(fields, columns)
      .split('\n')
      .map((line) => line.trim())

  test('stands in words on dev and test, with the noise of the seed', () => {
    const text = render({ comparison, noise: { trials: 3, deviation: 0.0123 } }, 120)
    expect(text).toContain(
      `  gain      ${comparison.dev.words}
            ${comparison.test.words}
  noise     standard deviation of the seed's score on dev: 1.2 points (3 trials)
  stopped `,
    )
  })

  test('on test that may be chance is warned of', () => {
    const warning = 'warning   the gain on the test cases may be chance: 0 lies within its interval'
    expect(lines({ comparison })).toContain(warning)
    expect(lines({ comparison: { ...comparison, test: sampleComparison('test') } })).not.toContain(warning)
    expect(lines({ comparison: { dev: comparison.dev } })).not.toContain(warning)
    expect(lines({ comparison, accepted: false })).not.toContain(warning)
  })

  test('on test is warned of by the cases that both prompts were judged on', () => {
    const lost = { ...comparison, test: sampleComparison('test', -0.02) }
    expect(render({ comparison: lost }, 160)).toContain('warning   no gain on the test cases')
  })

  test('is green only where its whole interval is above 0', () => {
    const text = renderTuning({ ...sampleTuning, comparison }, { columns: 120, color: true })
    expect(text).toContain(`\x1b[32m${comparison.dev.words}`)
    expect(text).not.toContain(`\x1b[32m${comparison.test.words}`)
  })

  test('that is not significant leaves the file', () => {
    expect(lines({ comparison, accepted: false, written: false }, 160).at(-1)).toBe(
      'examples/ticket-triage/triage.prompt.md is as it was: the gain of the tuned prompt is not significant',
    )
  })
})

test('several scorers are shown each on its own', () => {
  const scored = (metrics: TuneResult['seed'], f1: number) => ({
    ...metrics,
    dev: { ...metrics.dev, scores: { f1, exactMatch: 0.5 } },
  })
  const [seed, tuned] = [scored(sampleTuning.seed, 0.41), scored(sampleTuning.tuned, 0.52)]
  expect(render({ seed, tuned }, 40)).toContain('score 0.600 → 0.817  +0.217\n    f1 0.410 → 0.520  +0.110\n')
  expect(render()).not.toContain('f1')
})

describe('the topics over the iterations', () => {
  test('at 100 columns', () => {
    const text = render({ analysis: sampleAnalysis })
    expect(text.slice(text.indexOf('  Failure topic'), text.indexOf('\n\n  stopped'))).toMatchInlineSnapshot(`
      "  Failure topic                                                 seen in    named by        dev after
        refund taken for login                                        0-3        1 of 3 patches   -1.7 pts
        two wishes in one ticket                                      0, 2-3     0 of 1 patch            -
        asks for a new parcel                                         0-1, gone  2 of 2 patches  +10.8 pts
        answers with a sentence                                       3          -                       -"
    `)
  })

  test('at 40 columns', () => {
    const text = render({ analysis: sampleAnalysis }, 40)
    expect(text.slice(text.indexOf('  refund taken'), text.indexOf('\n\n  stopped'))).toMatchInlineSnapshot(`
      "  refund taken for login
          seen in 0-3
          named by 1 of 3 patches
          dev after -1.7 pts
        two wishes in one ticket
          seen in 0, 2-3
          named by 0 of 1 patch · dev after -
        asks for a new parcel
          seen in 0-1, gone
          named by 2 of 2 patches
          dev after +10.8 pts
        answers with a sentence
          seen in 3 · named by - · dev after -"
    `)
  })

  test('at most five are shown, the most lasting first', () => {
    const topics = Array.from({ length: 8 }, (_, index) => ({
      id: `t${index}`,
      name: `topic ${index}`,
      iterations: [0],
      longestRun: 1,
      gone: index > 2,
    }))
    const text = render({ analysis: { topics, alignment: [], promptLengths: [1, 2] } })
    expect(text).toContain('topic 4')
    expect(text).not.toContain('topic 5')
    expect(text).toContain('  3 more topics in result.json')
  })

  test('are not shown of a run without a revision', () => {
    expect(render({ analysis: { ...sampleAnalysis, promptLengths: [204] } })).not.toContain('Failure topic')
  })
})

describe('what the diagnoses went without', () => {
  const noted = (...notes: readonly (readonly string[])[]) =>
    sampleTuning.iterations.map((iteration, index) => ({
      ...iteration,
      report: { ...iteration.report, notes: [...(notes[index] ?? [])] },
    }))
  const down = 'The critic could not be asked.'

  test('is told once, with the iterations that it holds for', () => {
    const text = render({ iterations: noted([down], [], [down]) }).replace(/\s+/g, ' ')
    expect(text).toContain(`note Diagnosis of iterations 0, 2: ${down}`)
    expect(text.split(down)).toHaveLength(2)
    expect(render({ iterations: noted([down], [down], [down], [down]) })).toContain(
      `Diagnosis of 4 iterations from 0 on: ${down}`,
    )
  })

  test('is cut where there is much of it', () => {
    const text = render({ iterations: noted(['one', 'two'], ['three', 'four'], ['five']) })
    expect(text).toContain('Diagnosis of iteration 1: three')
    expect(text).not.toContain('four')
    expect(text).toContain('2 more notes on diagnoses: see result.json.')
  })

  test('is not told of revisions that were dropped undiagnosed', () => {
    const iterations = noted([], ['too far behind']).map((each) => ({ ...each, undiagnosed: true }))
    expect(render({ iterations })).not.toContain('too far behind')
  })
})

test('what is empty is not shown', () => {
  const bare = (promptLength: number) => ({
    optimization: sampleMetrics(),
    dev: sampleMetrics(),
    promptLength,
    objective: null,
  })
  const text = render({
    seed: bare(10),
    tuned: bare(10),
    iterations: [],
    usage: {},
    stop: { code: 'optimizer', reason: ' ' },
  })
  expect(text).not.toMatch(/Brier|objective|test|train|usage|note/)
  expect(text).toContain('stopped   the optimizer sees nothing more to mend\n')
})

test('line ends of the prompt file are not part of its lines', () => {
  const crlf = (text: string) => text.replaceAll('\n', '\r\n')
  expect(render({ before: crlf(sampleTuning.before), after: crlf(sampleTuning.after) })).toBe(render())
})

test('spaces at the end of a changed line can be seen', () => {
  expect(render({ before: 'Be brief.  \n', after: 'Be brief.\n' })).toContain(
    '1 - Be brief.··\n  1 + Be brief.\n',
  )
})

test('parts of a prompt that are far apart have a gap between them', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`)
  const after = lines.with(1, 'second').with(27, 'last but two').join('\n')
  const text = render({ before: lines.join('\n'), after })
  expect(text).toContain(' 2 - line 2\n   2 + second\n')
  expect(text).toMatch(/ 5 {3}line 5\n +⋯\n +25 {3}line 25\n/)
})

test('a prompt that was written anew is shown whole, however long', () => {
  const lines = (word: string) => Array.from({ length: 4_000 }, (_, index) => `${word} ${index}`).join('\n')
  const text = render({ before: lines('old'), after: lines('new') })
  expect(text).toContain('4000 - old 3999')
  expect(text).toContain('4000 + new 3999')
})

test('no line is wider than the terminal, whatever the data holds', () => {
  fc.assert(
    fc.property(nastyText, fc.integer({ min: 40, max: 220 }), fc.boolean(), (text, columns, color) => {
      for (const line of renderTuning(nastyTuning(text), { columns, color }).split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(columns)
      }
    }),
  )
})
