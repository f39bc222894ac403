import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import type { BaselineComparison } from '../../src/core/comparison.ts'
import type { SuiteReport } from '../../src/core/run-report.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { nastyText, unprintable } from './nasty-text.ts'
import { failingSuite, sampleResult, sampleRun } from './sample-data.ts'

const results = Array.from({ length: 30 }, (_, row) => sampleResult(row + 1, { id: `case-${row}` }))
const ids = (from: number, to: number) => results.slice(from, to).map(({ id }) => id)

const baseline: BaselineComparison = {
  source: '.prompt-retune/baselines/ticket-triage.json',
  newlyFailing: ids(0, 12),
  fixed: ids(12, 13),
  stillFailing: ids(13, 20),
  added: ['n1', 'n2'],
  removed: ['r1'],
  passRate: { now: 0.72, base: 0.77, mean: -0.046, low: -0.08, high: -0.011, cases: 237 },
  significance: {
    verdict: 'regression',
    pValue: 0.0034,
    discordant: 13,
    words: '12 newly failing, 1 fixed of 237 cases: a significant drop (p = 0.0034)',
  },
}

const { diagnosis: _, ...undiagnosed } = failingSuite

function render(
  comparison: BaselineComparison,
  { columns = 100, color = false } = {},
  fields: Partial<SuiteReport> = {},
) {
  const suite = { ...undiagnosed, results, ...fields, baseline: comparison }
  return renderTerminal({ ...sampleRun, suites: [suite] }, { columns, color })
}

describe('what changed since the baseline', () => {
  test('stands before all else: numbers, then the newly failing cases with their rows', () => {
    const text = render(baseline)
    expect(text.slice(text.indexOf('  change'))).toMatchInlineSnapshot(`
      "  change  -4.6 points, 95 % interval -8.0 to -1.1
                12 newly failing, 1 fixed of 237 cases: a significant drop (p = 0.0034)
        gate    pass rate 0.72 is below 0.90 (171 of 237)

        Newly failing since the baseline
          examples/ticket-triage/tickets.jsonl:1  case-0
          examples/ticket-triage/tickets.jsonl:2  case-1
          examples/ticket-triage/tickets.jsonl:3  case-2
          examples/ticket-triage/tickets.jsonl:4  case-3
          examples/ticket-triage/tickets.jsonl:5  case-4
          examples/ticket-triage/tickets.jsonl:6  case-5
          examples/ticket-triage/tickets.jsonl:7  case-6
          examples/ticket-triage/tickets.jsonl:8  case-7
          examples/ticket-triage/tickets.jsonl:9  case-8
          examples/ticket-triage/tickets.jsonl:10  case-9
          and 2 more
        1 fixed: case-12 · 7 still failing · 2 new · 1 removed

        To repair the prompt: npx vitest --tune triage"
    `)
  })

  test('is red only where a drop is significant, green where a gain is', () => {
    const { significance } = baseline
    const line = (verdict: 'regression' | 'improvement' | 'no-change') =>
      render({ ...baseline, significance: { ...significance, verdict } }, { color: true })
        .split('\n')
        .find((one) => one.includes('newly failing,'))
    expect(line('regression')).toContain('\x1b[31m')
    expect(line('improvement')).toContain('\x1b[32m')
    for (const color of ['\x1b[31m', '\x1b[32m']) expect(line('no-change')).not.toContain(color)
  })

  test('is one line where nothing changed', () => {
    const none = { newlyFailing: [], fixed: [], stillFailing: [], added: [], removed: [] }
    const words = 'no verdict changed in 30 cases: insufficient data for a test (6 changed cases needed)'
    const significance = { verdict: 'insufficient-data', pValue: 1, discordant: 0, words } as const
    const text = render({ ...baseline, ...none, significance })
    expect(text).toContain(`  change  ${words}\n`)
    expect(text).not.toMatch(/points|Newly failing/)
  })

  test('says against what topics are gone', () => {
    const gone = [{ id: 'g', name: 'Swaps dates', cases: 2 }]
    const diagnosis = failingSuite.diagnosis && { ...failingSuite.diagnosis, gone }
    const told = (topicsSince: 'baseline' | 'run') =>
      render(baseline, {}, { ...(diagnosis ? { diagnosis } : {}), topicsSince })
    expect(told('baseline')).toContain('Gone since the baseline: Swaps dates (2 cases)')
    expect(told('run')).toContain('Gone since the last run: Swaps dates (2 cases)')
  })

  test('fits the screen and lets no control character of an id through', () => {
    fc.assert(
      fc.property(nastyText, fc.integer({ min: 40, max: 160 }), (text, columns) => {
        const shown = render(
          { ...baseline, newlyFailing: [text], fixed: [text, text], removed: [text] },
          { columns },
        )
        expect(shown.replaceAll('\n', '')).not.toMatch(unprintable)
      }),
    )
    const widest = render(baseline, { columns: 60 })
      .split('\n')
      .map((line) => stringWidth(line))
    expect(Math.max(...widest)).toBeLessThanOrEqual(60)
  })
})
