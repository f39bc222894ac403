import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import type { RunReport, SuiteReport } from '../../src/core/run-report.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { failingSuite, passingSuite, sampleRun, sampleTopic } from './sample-data.ts'

const run = (...suites: SuiteReport[]): RunReport => ({ ...sampleRun, suites })
const render = (report: RunReport, columns = 100) => renderTerminal(report, { columns, color: false })

const { diagnosis: sample } = failingSuite
if (!sample) throw new Error('the sample has a diagnosis')
const { calibration } = sample
if (!calibration) throw new Error('the sample has a calibration')

describe('what changed since the report before', () => {
  const suite = (fields: Partial<typeof sample>): RunReport =>
    run({ ...failingSuite, results: [], diagnosis: { ...sample, gone: [], ...fields } })
  const withTopic = (fields: Parameters<typeof sampleTopic>[0]) => suite({ topics: [sampleTopic(fields)] })

  test.each([
    [{ change: 'grown', casesBefore: 1 } as const, '2 cases (+1), share 44%'],
    [{ change: 'shrunk', casesBefore: 14 } as const, '2 cases (-12), share 44%'],
    [{ change: 'new' } as const, '2 cases (new), share 44%'],
    [{ change: 'same', casesBefore: 2 } as const, '2 cases, share 44%'],
    [{}, '2 cases, share 44%'],
  ])('%o', (fields, line) => {
    expect(render(withTopic(fields), 40).split('\n')).toContain(`    ${line}`)
  })

  test('stands below the number in a table, in columns that hold it', () => {
    const text = render(withTopic({ change: 'shrunk', casesBefore: 123_456 }), 80)
    expect(text).toMatch(/│ +-123454 │ +│$/m)
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  })

  test('topics that are gone are named, five at most', () => {
    const gone = Array.from({ length: 7 }, (_, n) => ({ id: `g${n}`, name: `cause ${n}`, cases: n }))
    const text = render(suite({ gone }), 160)
    expect(text).toContain(
      'Gone since the last run: cause 0 (0 cases), cause 1 (1 case), cause 2 (2 cases), cause 3 (3 cases), cause 4 (4 cases), 2 more',
    )
    expect(render(suite({}), 160)).not.toContain('Gone')
  })

  test('a suite that passes says what is gone', () => {
    const gone = [{ id: 'g', name: 'swaps dates', cases: 3 }]
    expect(render(run({ ...passingSuite, diagnosis: { ...sample, topics: [], gone } }))).toContain(
      'Gone since the last run: swaps dates (3 cases)',
    )
  })
})

describe('the diagnosis', () => {
  const text = (fields: Partial<typeof sample>) =>
    render(run({ ...failingSuite, results: [], diagnosis: { ...sample, ...fields } }), 160)
  test('counts failures in no topic, also without smaller topics', () => {
    const topics = [sampleTopic()]
    expect(text({ topics })).toMatch(/^ {2}3 cases with failures in no topic$/m)
    expect(text({ topics, other: { diagnoses: 0, caseIds: [] } })).not.toContain('in no topic')
  })

  test('tells of overconfidence from half of the failures on, and where it concentrates', () => {
    expect(text({ calibration: { ...calibration, overconfident: 0.5, topics: [] } })).toMatch(
      /^ {2}Overconfident in 50% of the failures with a confidence$/m,
    )
    expect(text({ calibration: { ...calibration, overconfident: 0.49 } })).not.toContain('Overconfident in')
  })

  test('costs nothing to tell where no model was asked', () => {
    const none = { calls: 0, inputTokens: 0, outputTokens: 0 }
    const cost = { critiques: none, embeddings: none, topics: none, assignments: none, reused: 0 }
    expect(text({ cost })).not.toContain('diagnosis:')
    expect(text({ cost: { ...cost, reused: 4 } })).toContain('diagnosis: 4 reused')
  })
})
