import type { CaseResult } from '../../src/core/case-result.ts'
import type { BaselineComparison } from '../../src/core/comparison.ts'
import type { RunReport, SuiteReport } from '../../src/core/run-report.ts'
import { failingSuite, passingSuite, sampleMetrics, sampleResult, sampleTopic } from './sample-data.ts'

const wrong = (line: number, fields: Partial<CaseResult> = {}) =>
  sampleResult(line, {
    verdict: 'failed',
    kind: 'wrong',
    score: 0,
    scores: [{ name: 'exactMatch', score: 0, threshold: 1 }],
    input: { ticket: `I want my money back, number ${line}` },
    expected: { queue: 'billing' },
    output: { queue: 'login' },
    confidence: 0.9,
    ...fields,
  })

const failed = [
  wrong(3, { id: 'refund' }),
  wrong(5, { id: 'damaged', expected: { queue: 'shipping' } }),
  sampleResult(8, {
    id: 'cut',
    verdict: 'failed',
    kind: 'malformed',
    score: 0,
    input: { ticket: 'I want my money back, number 8' },
    expected: { queue: 'billing' },
    text: '{"queue": "bil',
    reason: 'not closed',
  }),
]

const results = [
  sampleResult(1, { id: 'late' }),
  sampleResult(2, { id: 'locked' }),
  ...failed,
  sampleResult(9, { id: 'double' }),
  sampleResult(11, {
    id: 'asleep',
    verdict: 'error',
    score: null,
    error: { kind: 'timeout', message: 'no answer in 60 s' },
  }),
  sampleResult(12, { id: 'later', verdict: 'skipped', score: null }),
]

const comparison: BaselineComparison = {
  source: '.prompt-retune/baselines/ticket-triage.json',
  promptChanged: true,
  newlyFailing: ['refund', 'damaged'],
  fixed: ['double'],
  stillFailing: ['cut'],
  added: ['later'],
  removed: ['gone'],
  passRate: { now: 0.5, base: 0.667, mean: -0.167, low: -0.667, high: 0.333, cases: 6 },
  significance: {
    verdict: 'insufficient-data',
    pValue: 1,
    discordant: 3,
    words: '2 newly failing, 1 fixed of 6 cases: insufficient data (3 changed, 6 needed)',
  },
}

/** A small suite with something of all there is to report. */
export const changedSuite: SuiteReport = {
  name: 'ticket triage',
  file: 'triage.prompt.test.ts',
  prompt: { file: 'triage.prompt.md', hash: '3f9a01bc22de' },
  metrics: sampleMetrics({
    cases: 8,
    passed: 3,
    failed: 3,
    errored: 1,
    skipped: 1,
    passRate: 0.5,
    score: 0.5,
    scores: { exactMatch: 0.5 },
    brier: 0.1874,
    usage: { target: { calls: 6, inputTokens: 1_260, outputTokens: 240 } },
  }),
  gate: {
    passed: false,
    reason: 'pass rate 0.50 is below 0.90 (3 of 6); 2 newly failing cases, 0 allowed',
    checks: [
      { name: 'passRate', passed: false, reason: 'pass rate 0.50 is below 0.90 (3 of 6)' },
      { name: 'maxRegressions', passed: false, reason: '2 newly failing cases, 0 allowed' },
      { name: 'critical', passed: true, reason: 'no critical case failed' },
    ],
  },
  results,
  ...(failingSuite.diagnosis
    ? {
        diagnosis: {
          ...failingSuite.diagnosis,
          topics: [
            {
              ...sampleTopic({ change: 'grown', casesBefore: 1 }),
              caseIds: ['refund', 'damaged'],
              examples: [
                { caseId: 'refund', why: 'asks for money back', at: { file: 'tickets.jsonl', line: 3 } },
                { caseId: 'damaged', why: 'a broken parcel' },
              ],
            },
            {
              ...sampleTopic({ id: 'topic-2', name: 'Answer cut off', prevalence: 0.3, change: 'new' }),
              caseIds: ['cut'],
              examples: [{ caseId: 'cut', why: '' }],
            },
            {
              ...sampleTopic({ id: 'topic-3', name: 'Rare', prevalence: 0.05, retained: false }),
              caseIds: ['cut'],
            },
          ],
          other: { diagnoses: 1, caseIds: ['damaged'] },
          gone: [{ id: 'topic-8', name: 'Invoices read as shipping', cases: 4 }],
          notes: [
            'The critic could not be asked for 1 of 3 failed cases (timeout): each diagnosed from its result alone.',
          ],
        },
      }
    : {}),
  baseline: comparison,
  topicsSince: 'baseline',
  dollars: 0.0042,
}

const bareSuite: SuiteReport = {
  ...passingSuite,
  name: 'bare',
  metrics: sampleMetrics({ cases: 2, passed: 1, failed: 1, passRate: 0.5 }),
  gate: { passed: true, reason: 'pass rate 0.50 reaches 0.50 (1 of 2)' },
  results: [
    sampleResult(1),
    wrong(2, { scores: [{ name: 'judge', score: 0.2, threshold: 0.5, feedback: 'too rude' }] }),
  ],
  dollars: null,
}

/** A run in CI, in which one suite changed, one never had a baseline, and one passes. */
export const ciRun: RunReport = {
  schema: 'prompt-retune/run@1',
  model: { simulated: false, models: { target: 'gpt-4.1', critic: 'gpt-5' } },
  suites: [changedSuite, bareSuite, { ...passingSuite, dollars: 0.01 }],
}

export const ciPlace = {
  repository: 'acme/desk',
  sha: 'c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123',
  folder: 'prompts',
}
