import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../../src/core/case.ts'
import { caseResultSchema } from '../../../src/core/case-result.ts'
import { createRedactor } from '../../../src/core/redaction/create-redactor.ts'
import { wilsonInterval } from '../../../src/core/statistics/wilson-interval.ts'
import { computeMetrics } from '../../../src/evaluate/compute-metrics.ts'
import type { EvaluationSpec } from '../../../src/evaluate/evaluation-spec.ts'
import { evaluateTrials } from '../../../src/evaluate/trials/evaluate-trials.ts'
import type { CallOptions, GenerateResult, ModelClient } from '../../../src/model/client.ts'
import { parsePrompt } from '../../../src/prompt/parse-prompt.ts'
import { exactMatch } from '../../../src/scorers/exact-match.ts'
import { answered, broken, oneCall, scriptedClient } from '../scripted-client.ts'

const prompt = parsePrompt('Which queue? {{ticket}}\n', 'queue.prompt.md')
const row: Case = {
  id: 'a',
  input: { ticket: 'x' },
  expected: { queue: 'billing' },
  tags: [],
  critical: false,
}
const spec: EvaluationSpec = {
  prompt,
  scorers: [exactMatch({ path: 'queue' })],
  output: z.object({ queue: z.string() }),
  confidence: true,
  threshold: 0.5,
}
const right = (confidence: number) => answered({ queue: 'billing', confidence })
const wrong = (confidence: number) => answered({ queue: 'login', confidence })
const malformed: GenerateResult = {
  status: 'failed',
  kind: 'malformed',
  text: 'Sure!',
  reason: 'no JSON',
  usage: oneCall,
}

/** Answers by the number of the trial. */
function byTrial(answers: readonly GenerateResult[]) {
  const asked: (number | undefined)[] = []
  const model: ModelClient = {
    ...scriptedClient({}).model,
    async generate(_, { trial }: CallOptions = {}) {
      asked.push(trial)
      return answers[trial ?? 0] ?? broken('server', 'one too many')
    },
  }
  return { asked, model }
}

async function evaluate(answers: readonly GenerateResult[], trials: number, atLeast: number) {
  const { asked, model } = byTrial(answers)
  const result = await evaluateTrials(row, spec, { trials, atLeast }, { model })
  expect(caseResultSchema.parse(structuredClone(result))).toEqual(result)
  return { result, asked }
}

test('each trial is a call of its own, and no more are asked than decide', async () => {
  const { result, asked } = await evaluate([right(0.9), right(0.8), right(0.7), right(0.6)], 5, 4)
  expect(asked.toSorted()).toEqual([1, 2, 3, undefined].toSorted())
  expect(result).toMatchObject({ verdict: 'passed', score: 1 })
  expect(result.confidence).toBeCloseTo(0.75)
  expect(result.trials).toMatchObject({ planned: 5, atLeast: 4, passed: 4, failed: 0, lost: 0 })
  expect(result).not.toHaveProperty('flaky')
  expect(result.usage.target).toEqual({ calls: 4, inputTokens: 40, outputTokens: 20 })
})

test('a failed case shows a failed answer, with means over its trials', async () => {
  const { result, asked } = await evaluate([right(0.9), wrong(0.5), malformed], 5, 4)
  expect(asked).toHaveLength(3)
  expect(result).toMatchObject({
    verdict: 'failed',
    kind: 'wrong',
    flaky: true,
    output: { queue: 'login' },
    scores: [{ name: 'exactMatch', score: 0 }],
    input: { ticket: 'x' },
  })
  expect(result.confidence).toBeCloseTo(0.7)
  expect(result.score).toBeCloseTo(1 / 3)
  expect(result.trials).toEqual({
    planned: 5,
    atLeast: 4,
    passed: 1,
    failed: 2,
    lost: 0,
    interval: wilsonInterval(1, 3),
    scores: { exactMatch: 1 / 3 },
    results: [
      { verdict: 'passed', score: 1, confidence: 0.9 },
      { verdict: 'failed', kind: 'wrong', score: 0, confidence: 0.5, output: { queue: 'login' } },
      { verdict: 'failed', kind: 'malformed', score: 0, text: 'Sure!', reason: 'no JSON' },
    ],
  })
  const metrics = computeMetrics([result])
  expect(metrics).toMatchObject({
    passed: 0,
    failed: 1,
    flaky: 1,
    score: 1 / 3,
    scores: { exactMatch: 1 / 3 },
  })
})

test('a case is an error only where what was lost could have decided it', async () => {
  const passes = await evaluate([right(1), broken(), right(1)], 3, 2)
  expect(passes.result).toMatchObject({ verdict: 'passed', trials: { passed: 2, lost: 1 } })
  expect(passes.result).not.toHaveProperty('flaky')
  const open = await evaluate([right(1), broken(), wrong(1)], 3, 2)
  expect(open.result).toMatchObject({
    verdict: 'error',
    score: null,
    error: { kind: 'server' },
    trials: { passed: 1, failed: 1, lost: 1 },
  })
})

test('what is kept of a failed trial is redacted and short', async () => {
  const long = answered({ queue: `sk-${'a1B2'.repeat(12)} ${'x'.repeat(5_000)}`, confidence: 1 })
  const { model } = byTrial([long, right(1), right(1)])
  const redacting = { ...spec, redactor: createRedactor() }
  const result = await evaluateTrials(row, redacting, { trials: 3, atLeast: 2 }, { model })
  const [first] = result.trials?.results ?? []
  expect(result.verdict).toBe('passed')
  expect(first).not.toHaveProperty('output')
  expect(first?.text).toContain('[redacted]')
  expect(first?.text?.length).toBe(1_000)
})

test("a suite's own target is told which trial it is", async () => {
  const told: (number | undefined)[] = []
  const target: NonNullable<EvaluationSpec['target']> = (_, __, { trial }) => {
    told.push(trial)
    return { queue: trial === 1 ? 'login' : 'billing' }
  }
  const { model } = byTrial([])
  const own = { ...spec, target, confidence: false }
  const result = await evaluateTrials(row, own, { trials: 3, atLeast: 2 }, { model })
  expect(told).toEqual([undefined, 1, 2])
  expect(result).toMatchObject({ verdict: 'passed', flaky: true })
})

test('with one trial nothing is said of trials', async () => {
  const { result } = await evaluate([wrong(1)], 1, 1)
  expect(result).toMatchObject({ verdict: 'failed', score: 0 })
  expect(result).not.toHaveProperty('trials')
})
