import type { RunReport } from '../../src/core/run-report.ts'
import type { SplitMetrics, TuneResult } from '../../src/core/tune-result.ts'
import {
  failingSuite,
  sampleAnalysis,
  sampleComparison,
  sampleMetrics,
  sampleResult,
  sampleRun,
  sampleSensitivity,
  sampleTopic,
  sampleTuning,
} from './sample-data.ts'

/** A run in which `text` stands wherever a dataset, a model or a scorer may write, but not in paths. */
export function nastyRun(text: string): RunReport {
  const at = { file: 'rows.jsonl', line: 7 }
  const failed = sampleResult(7, {
    id: `id ${text}`,
    at,
    verdict: 'failed',
    kind: 'wrong',
    score: 0,
    scores: [{ name: text, score: 0, threshold: 1, feedback: text }],
    expected: text,
    output: { [text]: text },
  })
  const errored = sampleResult(8, {
    at,
    verdict: 'error',
    score: null,
    error: { kind: 'scorer', message: text },
  })
  const suite = {
    ...failingSuite,
    name: text,
    file: 'a.prompt.test.ts',
    prompt: { file: 'a.prompt.md', hash: '0' },
    metrics: sampleMetrics({
      passed: 8,
      failed: 1,
      errored: 1,
      passRate: 0.8,
      scores: { [text]: 0.5 },
      brier: 0.2,
    }),
    gate: { passed: false, reason: text },
    results: [failed, errored],
    sensitivity: {
      ...sampleSensitivity,
      layouts: [{ variant: 1, what: text }],
      widest: {
        by: 'score' as const,
        low: { variant: text, mean: 0 },
        high: { variant: text, mean: 1 },
        cases: 1,
      },
      cases: sampleSensitivity.cases.map((one) => ({ ...one, id: `id ${text}`, at })),
    },
  }
  const topic = sampleTopic({ name: text, definition: text })
  const examples = [{ caseId: failed.id, why: text, at }]
  const diagnosis = failingSuite.diagnosis && {
    ...failingSuite.diagnosis,
    topics: [
      { ...topic, examples, caseIds: [failed.id] },
      { ...topic, name: `${text} again`, examples, caseIds: [failed.id], change: 'new' as const },
    ],
    gone: [{ id: 'gone', name: text, cases: 1 }],
    calibration: {
      confidence: 0.9,
      brier: 0.5,
      ece: 0.5,
      overconfident: 1,
      topics: [{ id: topic.id, overconfident: 1 }],
    },
    notes: [text],
  }
  return {
    ...sampleRun,
    suites: [
      { ...suite, ...(diagnosis ? { diagnosis } : {}) },
      { ...suite, diagnosis: undefined },
    ].map(({ diagnosis: own, ...rest }) => ({ ...rest, ...(own ? { diagnosis: own } : {}) })),
    model: { simulated: false, models: { target: text, critic: `other ${text}` } },
  }
}

/** The same for a tuning. */
export function nastyTuning(text: string): TuneResult {
  return {
    ...sampleTuning,
    suite: text,
    promptFile: 'a.prompt.md',
    model: { simulated: false, models: { target: text } },
    before: `one\n${text}\nthree\n`,
    after: `one\n${text} more\nthree ${text}\n`,
    iterations: sampleTuning.iterations.map((iteration) => ({
      ...iteration,
      patch: { sections: { system: text }, rationale: text },
    })),
    seed: withScorers(sampleTuning.seed, text),
    tuned: withScorers(sampleTuning.tuned, text),
    comparison: { dev: { ...sampleComparison('dev'), words: text } },
    analysis: {
      ...sampleAnalysis,
      topics: sampleAnalysis.topics.map((topic) => ({ ...topic, name: text })),
    },
    stop: { code: 'optimizer', reason: text },
    gate: { passed: true, reason: text },
    notes: [text],
  }
}

function withScorers(metrics: SplitMetrics, name: string): SplitMetrics {
  return { ...metrics, dev: { ...metrics.dev, scores: { [name]: 0.5, [`${name}2`]: null } } }
}
