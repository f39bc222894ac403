import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptResults } from '../../src/baseline/accept-results.ts'
import { compareWithBaseline } from '../../src/baseline/compare-with-baseline.ts'
import { renderBaseline } from '../../src/baseline/render-baseline.ts'
import { type Baseline, baselineSchema } from '../../src/core/baseline.ts'
import type { CaseResult } from '../../src/core/case-result.ts'
import { createRandom } from '../../src/core/random.ts'
import type { SuiteReport } from '../../src/core/run-report.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { failingSuite } from '../report/sample-data.ts'
import { anyOutcomes, baselineWith, outcome } from './outcomes.ts'

const prompt = { file: 'desk.prompt.md', hash: 'aaaaaaaaaaaa' }

function report(results: CaseResult[], fields: Partial<SuiteReport> = {}): SuiteReport {
  return {
    name: 'hotel desk',
    file: 'desk.prompt.test.ts',
    prompt,
    metrics: computeMetrics(results),
    results,
    ...fields,
  }
}

const verdicts = ({ cases }: Baseline) =>
  Object.fromEntries(Object.entries(cases).map(([id, { verdict }]) => [id, verdict]))

describe('accepting results', () => {
  const before = baselineWith([outcome('a', 'passed'), outcome('b', 'failed'), outcome('gone', 'passed')], {
    prompt: { file: 'desk.prompt.md', hash: 'bbbbbbbbbbbb' },
  })

  test('takes the verdicts of a whole run, and drops cases that are no more', () => {
    const after = acceptResults(report([outcome('b', 'passed'), outcome('a', 'failed')]), before, 'all')
    expect(verdicts(after)).toEqual({ a: 'failed', b: 'passed' })
    expect(after.prompt).toEqual(prompt)
  })

  test('lets no skipped or errored case overwrite what was accepted, nor become accepted', () => {
    const results = [
      outcome('a', 'error'),
      outcome('b', 'skipped'),
      outcome('c', 'error'),
      outcome('d', 'skipped'),
    ]
    expect(verdicts(acceptResults(report(results), before, 'all'))).toEqual({ a: 'passed', b: 'failed' })
  })

  test('after a run of a part keeps the other cases, the prompt and the topics', () => {
    const history = { topics: [], embedder: 'local' }
    const known = { ...before, history }
    const part = report([outcome('a', 'failed'), outcome('new', 'passed')], { partial: true })
    const after = acceptResults(part, known, 'all')
    expect(verdicts(after)).toEqual({ a: 'failed', b: 'failed', gone: 'passed', new: 'passed' })
    expect(after).toMatchObject({ prompt: { hash: 'bbbbbbbbbbbb' }, history })
    expect(acceptResults(part, undefined, 'all').prompt).toEqual(prompt)
  })

  test('of new cases only changes no case that has a baseline', () => {
    const results = report([outcome('a', 'failed'), outcome('new', 'failed')])
    expect(verdicts(acceptResults(results, before, 'new'))).toEqual({
      a: 'passed',
      b: 'failed',
      gone: 'passed',
      new: 'failed',
    })
    expect(verdicts(acceptResults(results, undefined, 'new'))).toEqual({ a: 'failed', new: 'failed' })
  })

  test('keeps of the topics what finds them again, and nothing that was said in the cases', () => {
    const after = acceptResults(failingSuite, undefined, 'all')
    const ids = failingSuite.diagnosis?.topics.map(({ id }) => id)
    expect(after.history?.topics.map(({ id }) => id).sort()).toEqual([...(ids ?? [])].sort())
    for (const topic of after.history?.topics ?? []) {
      expect(topic.examples).toEqual([])
      expect(topic).not.toHaveProperty('change')
    }
  })

  test('drops the topics when no case fails any more, and keeps them when failures were not diagnosed', () => {
    const known = { ...before, history: { topics: failingSuite.diagnosis?.topics ?? [], embedder: 'local' } }
    expect(acceptResults(report([outcome('a', 'passed')]), known, 'all').history).toBeUndefined()
    expect(acceptResults(report([outcome('a', 'failed')]), known, 'all').history).toEqual(known.history)
  })

  test('leaves nothing to tell: the same run is like its baseline, whatever was before', () => {
    fc.assert(
      fc.property(anyOutcomes, anyOutcomes, (now, then) => {
        const after = acceptResults(report(now), baselineWith(then), 'all')
        const comparison = compareWithBaseline(now, after, { source: '', partial: false })
        expect(comparison).toMatchObject({ newlyFailing: [], fixed: [], removed: [] })
        const errored = new Set(now.filter(({ verdict }) => verdict === 'error').map(({ id }) => id))
        expect(comparison.added.filter((id) => !errored.has(id))).toEqual([])
      }),
    )
  })
})

describe('the file of a baseline', () => {
  test('has a line for each case, in the order of the ids', () => {
    const text = renderBaseline({
      ...baselineWith([outcome('b', 'passed', 0.9), outcome('a', 'failed'), outcome('a"\u202e', 'passed')]),
      prompt,
    })
    expect(text).toMatchInlineSnapshot(`
      "{
        "schema": "prompt-retune/baseline@1",
        "suite": "hotel desk",
        "prompt": { "file": "desk.prompt.md", "hash": "aaaaaaaaaaaa" },
        "cases": {
          "a": { "verdict": "failed", "score": 0 },
          "a\\"\\u202e": { "verdict": "passed", "score": 1 },
          "b": { "verdict": "passed", "score": 0.9 }
        }
      }
      "
    `)
  })

  test('reads back as it was, and is the same for the same results in any order', () => {
    fc.assert(
      fc.property(anyOutcomes, fc.integer(), (results, seed) => {
        const accepted = acceptResults(report(results), undefined, 'all')
        const text = renderBaseline(accepted)
        expect(baselineSchema.parse(JSON.parse(text))).toEqual(accepted)
        const shuffled = acceptResults(report(createRandom(seed).shuffle(results)), undefined, 'all')
        expect(renderBaseline(shuffled)).toBe(text)
      }),
    )
  })

  test('with topics reads back too, and ends with a line end', () => {
    const baseline = acceptResults(failingSuite, undefined, 'all')
    const whole = acceptResults(
      { ...failingSuite, metrics: { ...failingSuite.metrics, errored: 0 } },
      undefined,
      'all',
    )
    for (const one of [baseline, whole]) {
      const text = renderBaseline(one)
      expect(text.endsWith('}\n')).toBe(true)
      expect(baselineSchema.parse(JSON.parse(text))).toEqual(one)
    }
    expect(whole.history?.topics.length).toBeGreaterThan(0)
  })

  test('changes in one line for one changed case', () => {
    const results = Array.from({ length: 50 }, (_, row) => outcome(`c${row}`, 'passed'))
    const changed = results.map((result) => (result.id === 'c20' ? outcome('c20', 'failed') : result))
    const [one, other] = [results, changed].map((rows) => renderBaseline(baselineWith(rows)).split('\n'))
    expect(one?.filter((line, index) => line !== other?.[index])).toEqual([
      '    "c20": { "verdict": "passed", "score": 1 },',
    ])
  })
})
