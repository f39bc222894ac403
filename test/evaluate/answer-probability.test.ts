import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../src/core/case.ts'
import { caseResultSchema } from '../../src/core/case-result.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { answerProbability } from '../../src/evaluate/answer-probability.ts'
import { computeMetrics } from '../../src/evaluate/compute-metrics.ts'
import { evaluateCase } from '../../src/evaluate/evaluate-case.ts'
import { evaluateCases } from '../../src/evaluate/evaluate-cases.ts'
import type { EvaluationSpec } from '../../src/evaluate/evaluation-spec.ts'
import { evaluateTrials } from '../../src/evaluate/trials/evaluate-trials.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { exactMatch } from '../../src/scorers/exact-match.ts'
import { includes } from '../../src/scorers/includes.ts'
import { jsonMatch } from '../../src/scorers/json-match.ts'
import { matches } from '../../src/scorers/matches.ts'
import { type Answer, answer, type Reply } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

/** An answer of these tokens, each with its probability. */
function spelt(...parts: readonly (readonly [token: string, probability: number])[]): Reply {
  const tokens = parts.map(([token, probability]) => ({ token, logprob: Math.log(probability) }))
  return answer(tokens.map(({ token }) => token).join(''), { tokens } satisfies Answer)
}

const row = (id: string, expected: JsonValue): Case => ({
  id,
  input: { ticket: id },
  expected,
  tags: [],
  critical: false,
})

const base: EvaluationSpec = {
  prompt: parsePrompt('{{ticket}}', 'p.prompt.md'),
  scorers: [exactMatch({ path: 'queue' })],
  output: z.object({ reasoning: z.string(), queue: z.string() }),
  confidence: true,
  logprobs: true,
  threshold: 0.5,
}

async function evaluate(
  reply: Reply,
  spec: Partial<EvaluationSpec>,
  expected: JsonValue = { queue: 'billing' },
) {
  const server = await serve(reply)
  const model = clientFor({ models: { target: { baseURL: server.baseURL, apiKey: 'k', api: 'chat' } } })
  const result = await evaluateCase(row('a', expected), { ...base, ...spec }, { model })
  expect(caseResultSchema.parse(structuredClone(result))).toEqual(result)
  return result
}

const routed = spelt(
  ['{"reasoning":"', 0.1],
  ['money', 0.2],
  ['","queue":"', 0.9],
  ['bill', 0.8],
  ['ing', 0.5],
  ['","confidence":', 0.7],
  ['0.95', 0.3],
  ['}', 1],
)
const close = (value: number) => expect.closeTo(value, 4)

describe('the probability of an answer', () => {
  test('is that of the value which is scored, beside the confidence that the model reports', async () => {
    expect(await evaluate(routed, {})).toMatchObject({
      verdict: 'passed',
      output: { reasoning: 'money', queue: 'billing' },
      confidence: 0.95,
      probability: close(0.4),
    })
  })

  test.for([
    ['a path of jsonMatch', [jsonMatch({ paths: ['queue'] })], { queue: 'billing' }, 0.4],
    [
      'two paths',
      [exactMatch({ path: 'queue' }), includes({ path: 'reasoning', name: 'why' })],
      'billing',
      0.08,
    ],
    [
      'a form is not compared',
      [matches({ pattern: /./, path: 'reasoning' }), exactMatch({ path: 'queue' })],
      'billing',
      0.4,
    ],
    ['the members of expected', [() => 1], { queue: 'billing' }, 0.4],
    ['a scorer that says so', [Object.assign(() => 1, { looksAt: ['reasoning'] })], 'x', 0.2],
  ] as const)('goes by %s', async ([, scorers, expected, probability]) => {
    expect(await evaluate(routed, { scorers: [...scorers] }, expected)).toMatchObject({
      probability: close(probability),
    })
  })

  test('is not made up where it is not known which value counts', async () => {
    const result = await evaluate(routed, { scorers: [() => 1] }, 'billing')
    expect(result).toMatchObject({ verdict: 'passed', probabilityGap: 'no-field' })
    expect(result).not.toHaveProperty('probability')
    expect(await evaluate(routed, { scorers: [exactMatch({ path: 'team' })] })).toMatchObject({
      probabilityGap: 'no-field',
    })
  })

  test('is that of plain text as a whole, and of text in an answer with a confidence', async () => {
    const scorers = [exactMatch()]
    const plain = spelt(['bill', 0.5], ['ing', 0.5], ['\n', 0.1])
    expect(await evaluate(plain, { scorers, output: undefined, confidence: false }, 'billing')).toMatchObject(
      {
        verdict: 'passed',
        probability: close(0.25),
      },
    )
    const wrapped = spelt(
      ['{"answer":"', 0.1],
      ['billing', 0.25],
      ['","confidence":', 0.1],
      ['1', 0.1],
      ['}', 0.1],
    )
    expect(await evaluate(wrapped, { scorers, output: undefined }, 'billing')).toMatchObject({
      verdict: 'passed',
      confidence: 1,
      probability: close(0.25),
    })
    const choice = spelt(['{"answer":"', 0.1], ['billing', 0.75], ['"}', 0.1])
    const output = z.enum(['billing', 'login'])
    expect(await evaluate(choice, { scorers, output, confidence: false }, 'billing')).toMatchObject({
      verdict: 'passed',
      probability: close(0.75),
    })
  })

  test('is not told of a text that is another one by now', () => {
    const known = { all: -1, leaves: [-0.5, -0.25, 0] }
    const told = (text: string) => answerProbability({ text, logprobs: known }, { expected: 'billing' }, base)
    expect(told('{"reasoning":"[redacted]","queue":"billing","confidence":1}')).toEqual({
      probability: close(0.7788),
    })
    expect(told('{"reasoning":"","queue":"billing"}')).toEqual({ probabilityGap: 'unreadable' })
    expect(told('[redacted]')).toEqual({ probabilityGap: 'no-field' })
  })

  test('is missing, with the reason, where no logprobs came', async () => {
    const text = '{"reasoning":"","queue":"billing","confidence":1}'
    expect(await evaluate(answer(text), {})).toMatchObject({
      verdict: 'passed',
      confidence: 1,
      probabilityGap: 'none',
    })
    const target = () => ({ reasoning: '', queue: 'billing', confidence: 1 })
    expect(await evaluate(answer(text), { target })).toMatchObject({
      verdict: 'passed',
      probabilityGap: 'target',
    })
    const without = await evaluate(routed, { logprobs: undefined })
    expect(Object.keys(without)).not.toContain('probability')
    expect(Object.keys(without)).not.toContain('probabilityGap')
  })
})

const sure = (queue: string, probability: number, confidence = 0.8) =>
  spelt(['{"reasoning":"","queue":"', 1], [queue, probability], [`","confidence":${confidence}}`, 1])

test('both sources are calibrated side by side', async () => {
  const replies: Record<string, Reply> = {
    a: sure('billing', 0.9),
    b: sure('login', 0.6),
    c: sure('billing', 0.5),
    d: answer('{"reasoning":"","queue":"billing","confidence":0.8}'),
    e: answer('no JSON'),
  }
  const server = await serve(
    ({ body }) => replies[JSON.stringify(body).match(/"content":"(\w)"/)?.[1] ?? ''] ?? answer(''),
  )
  const model = clientFor({ models: { target: { baseURL: server.baseURL, apiKey: 'k', api: 'chat' } } })
  const rows = Object.keys(replies).map((id) => row(id, { queue: 'billing' }))
  const metrics = computeMetrics(await evaluateCases(rows, base, { model }))
  // Reported: 0.8 four times, three of them right. By tokens: 0.9 and 0.5 right, 0.6 wrong, each in a bin of its own.
  expect(metrics).toMatchObject({
    confidence: close(0.8),
    brier: close((3 * 0.2 ** 2 + 0.8 ** 2) / 4),
    ece: close(0.05),
    logprobs: {
      cases: 3,
      confidence: close(2 / 3),
      brier: close((0.1 ** 2 + 0.6 ** 2 + 0.5 ** 2) / 3),
      ece: close((0.1 + 0.6 + 0.5) / 3),
      gaps: { none: 1 },
    },
  })
})

test('without any logprobs there is no number, and without the wish for them nothing at all', async () => {
  const spec = { ...base, confidence: false }
  const server = await serve(answer('{"reasoning":"","queue":"billing"}'))
  const model = clientFor({ models: { target: { baseURL: server.baseURL, apiKey: 'k', api: 'chat' } } })
  const rows = [row('a', { queue: 'billing' })]
  expect(computeMetrics(await evaluateCases(rows, spec, { model })).logprobs).toEqual({
    cases: 0,
    confidence: null,
    brier: null,
    ece: null,
    gaps: { none: 1 },
  })
  const results = await evaluateCases(rows, { ...spec, logprobs: undefined }, { model })
  expect(computeMetrics(results)).not.toHaveProperty('logprobs')
})

test('under trials it is the mean, as that of the reported confidence is', async () => {
  const server = await serve([sure('billing', 0.9, 0.6), sure('login', 0.5, 1), sure('billing', 0.4, 0.8)])
  const model = clientFor({ models: { target: { baseURL: server.baseURL, apiKey: 'k', api: 'chat' } } })
  const result = await evaluateTrials(
    row('a', { queue: 'billing' }),
    base,
    { trials: 3, atLeast: 2 },
    { model },
  )
  expect(result).toMatchObject({
    verdict: 'passed',
    confidence: close(0.8),
    probability: close(0.6),
    trials: {
      results: [{ probability: close(0.9) }, { probability: close(0.5) }, { probability: close(0.4) }],
    },
  })
})
