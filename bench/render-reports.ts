/** Renders every report of a run of 10,000 cases, of which 2,000 failed, and prints how long they are; measured as a process. */
import type { CaseResult } from '../src/core/case-result.ts'
import type { Topic } from '../src/core/diagnosis.ts'
import type { Metrics } from '../src/core/metrics.ts'
import type { RunReport } from '../src/core/run-report.ts'
import { noUsage } from '../src/core/usage.ts'
import { runRenderers } from '../src/report/renderers.ts'

const cases = 10_000
const everyFailing = 5
const topicCount = 10

function resultOf(row: number): CaseResult {
  const failed = row % everyFailing === 0
  const common = {
    id: `ticket-${row}`,
    tags: [],
    critical: false,
    at: { file: 'data/tickets.jsonl', line: row + 1 },
    confidence: 0.9,
    usage: { target: { calls: 1, inputTokens: 210, outputTokens: 40 } },
    output: { reasoning: `The ticket number ${row} speaks of a parcel and of money.`, queue: 'login' },
  }
  if (!failed)
    return {
      ...common,
      verdict: 'passed',
      score: 1,
      scores: [{ name: 'exactMatch', score: 1, threshold: 1 }],
    }
  const feedback = `expected "billing", got "login" in ticket ${row}`
  return {
    ...common,
    verdict: 'failed',
    kind: 'wrong',
    score: 0,
    scores: [{ name: 'exactMatch', score: 0, threshold: 1, feedback }],
    input: {
      ticket: `Ticket ${row}: I have written twice & nobody <answered>. @support, please tell me what happens next!`,
    },
    expected: { queue: 'billing' },
  }
}

const results = Array.from({ length: cases }, (_, row) => resultOf(row))
const failing = results.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)

const topics = Array.from({ length: topicCount }, (_, number): Topic => {
  const caseIds = failing.filter((_, index) => index % topicCount === number)
  return {
    id: `topic-${number}`,
    name: `Refund requests of kind ${number} read as login trouble`,
    definition:
      'The ticket asks for money back but mentions an account, and the prompt does not say which one decides.',
    terms: ['refund', 'account'],
    examples: caseIds.slice(0, 3).map((caseId) => ({ caseId, why: `${caseId} asks for money back` })),
    caseIds,
    diagnoses: caseIds.length,
    prevalence: 1 / topicCount,
    retained: true,
    change: 'new',
  }
})

const metrics: Metrics = {
  cases,
  passed: cases - failing.length,
  failed: failing.length,
  errored: 0,
  skipped: 0,
  passRate: 1 - 1 / everyFailing,
  score: 1 - 1 / everyFailing,
  scores: { exactMatch: 1 - 1 / everyFailing },
  confidence: 0.9,
  brier: 0.17,
  ece: 0.1,
  formatErrorRate: 0,
  usage: { target: { calls: cases, inputTokens: 210 * cases, outputTokens: 40 * cases } },
  tags: {},
}

const report: RunReport = {
  schema: 'prompt-retune/run@1',
  model: { simulated: false, models: { target: 'gpt-4.1', critic: 'gpt-5' } },
  suites: [
    {
      name: 'ticket triage',
      file: 'triage.prompt.test.ts',
      prompt: { file: 'triage.prompt.md', hash: '3f9a01bc22de' },
      metrics,
      gate: { passed: false, reason: 'pass rate 0.80 is below 0.90 (8000 of 10000)' },
      results,
      diagnosis: {
        schema: 'prompt-retune/diagnostic@1',
        metrics,
        topics,
        other: { diagnoses: 0, caseIds: [] },
        gone: [],
        formatErrors: {},
        critiqued: failing.length,
        mechanical: 0,
        cost: { critiques: noUsage, embeddings: noUsage, topics: noUsage, assignments: noUsage, reused: 0 },
        embedder: 'text-embedding-3-small',
        usage: {},
        notes: [],
      },
      baseline: {
        source: '.prompt-retune/baselines/ticket-triage.json',
        newlyFailing: failing.slice(0, 1_000),
        fixed: results
          .filter(({ verdict }) => verdict === 'passed')
          .slice(0, 500)
          .map(({ id }) => id),
        stillFailing: failing.slice(1_000),
        added: [],
        removed: [],
        passRate: { now: 0.8, base: 0.85, mean: -0.05, low: -0.06, high: -0.04, cases },
        significance: {
          verdict: 'regression',
          pValue: 0.001,
          discordant: 1_500,
          words: 'a significant drop',
        },
      },
    },
  ],
}

const place = { repository: 'acme/desk', sha: '0123456789abcdef0123456789abcdef01234567' }
const sizes = Object.entries(runRenderers).map(([name, render]) => {
  const text = render(report, { columns: 120, color: false, ...place })
  if (!text.includes('Refund requests of kind 1') && name !== 'junit')
    throw new Error(`${name} lacks a topic`)
  return `${name} ${text.length}`
})
process.stdout.write(`rendered ${sizes.length} formats: ${sizes.join(', ')}\n`)
