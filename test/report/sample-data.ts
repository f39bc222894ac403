import type { CaseResult } from '../../src/core/case-result.ts'
import type { Topic } from '../../src/core/diagnosis.ts'
import type { Metrics } from '../../src/core/metrics.ts'
import type { RunReport, SuiteReport } from '../../src/core/run-report.ts'
import type { Sensitivity } from '../../src/core/sensitivity.ts'
import type {
  Comparison,
  SplitMetrics,
  TuneAnalysis,
  TuneIteration,
  TuneResult,
} from '../../src/core/tune-result.ts'
import { noUsage } from '../../src/core/usage.ts'

const dataset = 'examples/ticket-triage/tickets.jsonl'

export function sampleResult(line: number, fields: Partial<CaseResult> = {}): CaseResult {
  return {
    id: (line * 7_919_777).toString(16).padStart(12, '0'),
    tags: [],
    critical: false,
    at: { file: dataset, line },
    verdict: 'passed',
    score: 1,
    scores: [],
    usage: { target: { calls: 1, inputTokens: 210, outputTokens: 40 } },
    ...fields,
  }
}

export function sampleMetrics(fields: Partial<Metrics> = {}): Metrics {
  return {
    cases: 10,
    passed: 10,
    failed: 0,
    errored: 0,
    skipped: 0,
    passRate: 1,
    score: 1,
    scores: { exactMatch: 1 },
    confidence: null,
    brier: null,
    ece: null,
    formatErrorRate: 0,
    usage: { target: { calls: 10, inputTokens: 2_100, outputTokens: 400 } },
    tags: {},
    ...fields,
  }
}

export function sampleTopic(fields: Partial<Topic> & { lines?: readonly number[] } = {}): Topic {
  const { lines = [12, 48], ...rest } = fields
  const cases = lines.map((line) => sampleResult(line))
  return {
    id: 'topic-1',
    name: 'Refund requests read as login trouble',
    definition:
      'The ticket asks for money back but mentions an account or a password on the way, and the prompt does not say that the wish decides.',
    terms: ['refund', 'password'],
    examples: cases
      .slice(0, 3)
      .map(({ id, at }) => ({ caseId: id, why: 'asks for a refund', ...(at ? { at } : {}) })),
    caseIds: cases.map(({ id }) => id),
    diagnoses: cases.length,
    prevalence: 0.44,
    retained: true,
    ...rest,
  }
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)

const failingTopics: Topic[] = [
  sampleTopic({ lines: range(12, 31), change: 'grown', casesBefore: 28 }),
  sampleTopic({
    id: 'topic-2',
    name: 'Shipping damage filed under billing',
    definition:
      'A damaged parcel with a claim for a new one or for the price is sent to billing instead of shipping.',
    lines: range(101, 19),
    prevalence: 0.283,
    change: 'new',
  }),
  sampleTopic({
    id: 'topic-3',
    name: 'Overconfident on two wishes',
    definition: 'Two wishes stand in one ticket.',
    lines: range(140, 9),
    prevalence: 0.131,
    change: 'same',
    casesBefore: 9,
  }),
  ...range(4, 3).map((number) =>
    sampleTopic({
      id: `topic-${number}`,
      name: `Rare ${number}`,
      lines: range(number * 50, 3),
      prevalence: 0.05,
      retained: false,
      change: number === 4 ? 'new' : 'same',
    }),
  ),
]

export const failingSuite: SuiteReport = {
  name: 'ticket triage',
  file: 'examples/ticket-triage/triage.prompt.test.ts',
  prompt: { file: 'examples/ticket-triage/triage.prompt.md', hash: '3f9a01bc22de' },
  metrics: sampleMetrics({
    cases: 240,
    passed: 171,
    failed: 66,
    errored: 3,
    passRate: 171 / 237,
    score: 0.72,
    scores: { exactMatch: 0.7215, tokenF1: 0.8102 },
    confidence: 0.86,
    brier: 0.1874,
    ece: 0.1412,
    formatErrorRate: 5 / 237,
    usage: { target: { calls: 237, inputTokens: 50_000, outputTokens: 10_100 } },
  }),
  gate: { passed: false, reason: 'pass rate 0.72 is below 0.90 (171 of 237)' },
  results: [
    ...range(1, 169).map((line) => sampleResult(line)),
    ...range(170, 3).map((line) =>
      sampleResult(line, { verdict: 'failed', kind: 'malformed', text: 'Sure!', score: 0 }),
    ),
    ...range(173, 2).map((line) =>
      sampleResult(line, { verdict: 'failed', kind: 'length', text: '{', score: 0 }),
    ),
    ...range(175, 3).map((line) =>
      sampleResult(line, {
        verdict: 'error',
        score: null,
        error: {
          kind: 'rate-limit',
          status: 429,
          message: `Rate limit reached for gpt-4.1 on tokens per min (TPM): limit 30000, used ${29_000 + line}. Request req_${line}a.`,
        },
      }),
    ),
  ],
  diagnosis: {
    schema: 'prompt-retune/diagnostic@1',
    metrics: sampleMetrics(),
    topics: failingTopics,
    other: { diagnoses: 5, caseIds: ['loose-1', 'loose-2', 'loose-3', 'loose-2'] },
    gone: [
      { id: 'topic-8', name: 'Invoices read as shipping', cases: 12 },
      { id: 'topic-9', name: 'Greeting taken for a wish', cases: 1 },
    ],
    calibration: {
      confidence: 0.86,
      brier: 0.1874,
      ece: 0.1412,
      overconfident: 0.62,
      topics: [{ id: 'topic-3', overconfident: 0.889 }],
    },
    formatErrors: { length: 2, malformed: 3 },
    embedder: 'text-embedding-3-small',
    cost: {
      critiques: { calls: 54, inputTokens: 12_000, outputTokens: 4_000 },
      embeddings: { calls: 2, inputTokens: 2_800, outputTokens: 0 },
      topics: { calls: 1, inputTokens: 1_500, outputTokens: 200 },
      assignments: { calls: 2, inputTokens: 500, outputTokens: 100 },
      reused: 12,
    },
    critiqued: 66,
    mechanical: 0,
    usage: {
      critic: { calls: 57, inputTokens: 14_000, outputTokens: 4_300 },
      embedder: { calls: 2, inputTokens: 2_800, outputTokens: 0 },
    },
    notes: ['2 failed cases were described from their scorer feedback, since the critic could not be asked.'],
  },
}

export const passingSuite: SuiteReport = {
  name: 'greeting',
  file: 'examples/quickstart/greeting.prompt.test.ts',
  prompt: { file: 'examples/quickstart/greeting.prompt.md', hash: '0123456789ab' },
  metrics: sampleMetrics(),
  gate: { passed: true, reason: 'all of 10 cases passed' },
  results: range(1, 10).map((line) => sampleResult(line)),
}

const noneLeft = { notApplicable: 0, refused: 0, unscored: 0, errored: 0, notAsked: 0 }

export const sampleSensitivity: Sensitivity = {
  settings: { kinds: ['format', 'paraphrase'], sample: 50, variants: 2, seed: 1 },
  drawn: 50,
  layouts: [
    { variant: 1, what: 'headings **X**, bullets *' },
    { variant: 2, what: 'headings X:, bullets •' },
  ],
  usage: { target: { calls: 190, inputTokens: 40_000, outputTokens: 8_000 } },
  spread: 0.24,
  scoreSpread: 0.24,
  passRateSpread: 0.24,
  widest: {
    by: 'score',
    low: { variant: 'format 1', mean: 0.62 },
    high: { variant: 'original', mean: 0.86 },
    cases: 50,
  },
  kinds: [
    {
      kind: 'format',
      cases: 50,
      answers: 100,
      score: 0.73,
      passRate: 0.73,
      original: { score: 0.86, passRate: 0.86 },
      broken: 15,
      fixed: 2,
      spread: 0.24,
      ...noneLeft,
    },
    {
      kind: 'paraphrase',
      cases: 45,
      answers: 90,
      score: 0.9,
      passRate: 0.9,
      original: { score: 0.9, passRate: 0.9 },
      broken: 0,
      fixed: 0,
      spread: 0,
      ...noneLeft,
      refused: 8,
      errored: 2,
    },
  ],
  cases: [
    {
      id: 'row-1',
      at: { file: dataset, line: 12 },
      passed: true,
      score: 1,
      spread: 1,
      variants: [
        { kind: 'format', variant: 1, outcome: 'failed', score: 0 },
        { kind: 'format', variant: 2, outcome: 'passed', score: 1 },
        { kind: 'paraphrase', variant: 1, outcome: 'refused' },
        { kind: 'paraphrase', variant: 2, outcome: 'failed', score: 0 },
      ],
    },
    {
      id: 'row-2',
      passed: true,
      score: 1,
      spread: 0,
      variants: [{ kind: 'format', variant: 1, outcome: 'passed', score: 1 }],
    },
  ],
}

export const sampleRun: RunReport = {
  schema: 'prompt-retune/run@1',
  model: { simulated: true, models: { target: 'gpt-4.1' } },
  suites: [failingSuite, passingSuite],
}

const seedPrompt = `---
model: gpt-4.1
tune: [system]
---
<!-- system -->
You route support tickets to the right queue.
Answer with the queue only.
Queues:
- billing: invoices and payments
- login: access to the account
- shipping: parcels

<!-- user -->
{{ticket}}
`

const tunedPrompt = seedPrompt
  .replace(
    'Answer with the queue only.\n',
    'Decide by what the customer wants done, not by what the ticket mentions on the way.\nAnswer with the queue only.\n',
  )
  .replace(
    'invoices and payments',
    'invoices, payments and refunds, also when an account or a password is mentioned',
  )
  .replace('parcels', 'parcels that are late, lost or damaged, and claims for a new one or for the price')

function sampleSplits(
  rates: readonly [number, number, number],
  fields: { promptLength: number; objective: number },
): SplitMetrics {
  const [optimization, dev, test] = rates.map((rate, index) => {
    const cases = index === 0 ? 120 : 60
    const passed = Math.round(cases * rate)
    return sampleMetrics({
      cases,
      passed,
      failed: cases - passed,
      passRate: rate,
      score: rate,
      brier: (1 - rate) * 0.7,
    })
  })
  if (!optimization || !dev || !test) throw new Error('three rates are needed')
  return { optimization, dev, test, ...fields }
}

function sampleIteration(iteration: number, train: number, dev: number, rationale?: string): TuneIteration {
  return {
    iteration,
    promptHash: `hash${iteration}`,
    promptLength: 200 + iteration * 100,
    optimization: sampleMetrics({ score: train }),
    dev: sampleMetrics({ score: dev }),
    objective: dev - 0.012,
    improved: iteration === 0,
    report: {
      schema: 'prompt-retune/diagnostic@1',
      metrics: sampleMetrics(),
      topics: [],
      other: { diagnoses: 0, caseIds: [] },
      gone: [],
      formatErrors: {},
      embedder: 'text-embedding-3-small',
      cost: { critiques: noUsage, embeddings: noUsage, topics: noUsage, assignments: noUsage, reused: 0 },
      critiqued: 0,
      mechanical: 0,
      usage: {},
      notes: [],
    },
    ...(rationale ? { patch: { sections: { system: 'x' }, rationale } } : {}),
  }
}

export const sampleTuning: TuneResult = {
  schema: 'prompt-retune/tune@1',
  suite: 'ticket triage',
  promptFile: 'examples/ticket-triage/triage.prompt.md',
  folder: '.prompt-retune/runs/ticket-triage/0001',
  model: {
    simulated: false,
    models: { target: 'gpt-4.1', critic: 'gpt-5', optimizer: 'gpt-5', embedder: 'text-embedding-3-large' },
  },
  strategy: 'reflective',
  seed: sampleSplits([0.612, 0.6, 0.6167], { promptLength: 204, objective: 0.588 }),
  tuned: sampleSplits([0.838, 0.8167, 0.8333], { promptLength: 441, objective: 0.811 }),
  best: 2,
  iterations: [
    sampleIteration(0, 0.612, 0.6),
    sampleIteration(
      1,
      0.705,
      0.683,
      'Say that refunds belong to billing, whatever else the ticket mentions.',
    ),
    sampleIteration(
      2,
      0.838,
      0.8167,
      'Damaged and lost parcels go to shipping; decide by the wish of the customer.',
    ),
    sampleIteration(3, 0.841, 0.8, 'Add a rule for tickets with two wishes.'),
  ],
  stop: { code: 'patience', reason: 'no better dev objective for 3 iterations' },
  before: seedPrompt,
  after: tunedPrompt,
  written: true,
  gate: { passed: false, reason: 'pass rate 0.82 is below 0.90 (49 of 60)' },
  usage: {
    target: { calls: 960, inputTokens: 201_000, outputTokens: 38_000 },
    critic: { calls: 161, inputTokens: 60_300, outputTokens: 12_000 },
    optimizer: { calls: 6, inputTokens: 18_000, outputTokens: 4_100 },
    embedder: { calls: 4, inputTokens: 7_300, outputTokens: 0 },
  },
  notes: [],
}

export function sampleComparison(split: 'dev' | 'test', mean = 0.217): Comparison {
  const [low, high] = [mean - 0.117, mean + 0.116]
  const words = `+${(100 * mean).toFixed(1)} points on ${split}, 95 % interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} (15 fixed, 2 broken, p = 0.0023)`
  return { score: { mean, low, high, cases: 60 }, fixed: 15, broken: 2, pValue: 0.0023, words }
}

export const sampleAnalysis: TuneAnalysis = {
  topics: [
    { id: 'a', name: 'asks for a new parcel', iterations: [0, 1], longestRun: 2, gone: true },
    { id: 'b', name: 'refund taken for login', iterations: [0, 1, 2, 3], longestRun: 4, gone: false },
    { id: 'c', name: 'two wishes in one ticket', iterations: [0, 2, 3], longestRun: 2, gone: false },
    { id: 'd', name: 'answers with a sentence', iterations: [3], longestRun: 1, gone: false },
  ],
  alignment: [
    { id: 'a', patches: 2, addressed: 2, optimizationChange: 0.1, devChange: 0.108 },
    { id: 'b', patches: 3, addressed: 1, optimizationChange: 0.1, devChange: -0.017 },
    { id: 'c', patches: 1, addressed: 0, optimizationChange: null, devChange: null },
  ],
  promptLengths: [204, 300, 441, 500],
}
