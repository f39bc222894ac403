import { expect, test } from 'vitest'
import { describeFailure } from '../../src/report/describe-failure.ts'
import { describeCalibration, describeLogprobGaps } from '../../src/report/describe-logprobs.ts'
import { renderJunit } from '../../src/report/render-junit.ts'
import { renderMarkdown } from '../../src/report/render-markdown.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { renderTuning } from '../../src/report/render-tuning.ts'
import { passingSuite, sampleMetrics, sampleResult, sampleRun, sampleTuning } from './sample-data.ts'

const logprobs = { cases: 8, confidence: 0.7, brier: 0.14, ece: 0.03 }
const run = (fields: Parameters<typeof sampleMetrics>[0]) => ({
  ...sampleRun,
  suites: [{ ...passingSuite, metrics: sampleMetrics(fields) }],
})
const plain = (text: string) => text.replace(/\s+/g, ' ')
const page = { columns: 120, color: false }

test('both sources stand side by side; one by itself is what it was', () => {
  expect(describeCalibration('Brier', 0.21, 0.14)).toEqual(['Brier verbal 0.210 / logprobs 0.140'])
  expect(describeCalibration('Brier', 0.21, undefined)).toEqual(['Brier 0.210'])
  expect(describeCalibration('ECE', null, 0.14)).toEqual(['ECE logprobs 0.140'])
  expect(describeCalibration('ECE', 0.21, null)).toEqual(['ECE 0.210'])
  expect(describeCalibration('ECE', null, null)).toEqual([])
})

test('the reports show them', () => {
  const report = run({ brier: 0.21, ece: 0.05, logprobs })
  const shown = plain(renderTerminal(report, page))
  expect(shown).toContain('Brier verbal 0.210 / logprobs 0.140')
  expect(shown).toContain('ECE verbal 0.050 / logprobs 0.030')
  expect(plain(renderMarkdown(report))).toMatch(/Brier \| Brier \(logprobs\) \|.* 0\.210 \| 0\.140 \|/)
  expect(renderJunit(report)).toMatch(/name="brier" value="0.21".*name="brierLogprobs" value="0.14"/s)
  expect(renderMarkdown(run({ brier: 0.21 }))).not.toContain('logprobs')
  const failed = sampleResult(1, {
    verdict: 'failed',
    kind: 'wrong',
    score: 0,
    confidence: 0.91,
    probability: 0.4,
  })
  expect(describeFailure(failed)).toMatch(/\(confidence 0\.91, logprobs 0\.40\)$/)
})

test('a tuning shows how both changed', () => {
  const { seed, tuned } = sampleTuning
  const dev = { ...tuned.dev, ...sampleMetrics({ logprobs }) }
  const shown = renderTuning(
    {
      ...sampleTuning,
      seed: { ...seed, dev: { ...dev, logprobs: { ...logprobs, brier: 0.2 } } },
      tuned: { ...tuned, dev },
    },
    page,
  )
  expect(shown).toMatch(/Brier logprobs +│ 0\.200 │ 0\.140 │ +-0\.060/)
})

test('what is missing is said once, with the reason', () => {
  expect(describeLogprobGaps({})).toBeUndefined()
  expect(describeLogprobGaps({ logprobs })).toBeUndefined()
  const none = { cases: 0, confidence: null, brier: null, ece: null, gaps: { refused: 10 } }
  const note = 'No answer has a probability by logprobs: the server refuses to tell them.'
  expect(describeLogprobGaps({ logprobs: none })).toBe(note)
  expect(describeLogprobGaps({ logprobs: { ...logprobs, gaps: { none: 1, unreadable: 2 } } })).toBe(
    '3 answers of 11 without a probability by logprobs: the server told none (1); they do not spell the answer (2).',
  )
  const report = run({ brier: 0.21, logprobs: none })
  const shown = plain(renderTerminal(report, page))
  expect(shown).toContain('Brier 0.210')
  expect(shown.split(note)).toHaveLength(2)
  expect(
    renderMarkdown({ ...report, suites: [...report.suites, ...report.suites] }).split(note),
  ).toHaveLength(2)
})
