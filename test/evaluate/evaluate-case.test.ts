import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../src/core/case.ts'
import { caseResultSchema } from '../../src/core/case-result.ts'
import { evaluateCase } from '../../src/evaluate/evaluate-case.ts'
import type { EvaluationSpec } from '../../src/evaluate/evaluation-spec.ts'
import type { GenerateResult } from '../../src/model/client.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import type { Scorer } from '../../src/scorers/scorer.ts'
import { answered, broken, oneCall, scriptedClient } from './scripted-client.ts'

const prompt = parsePrompt(
  `---
model: gpt-test
temperature: 0.5
top_p: 0.9
max_output_tokens: 77
reasoning_effort: low
---
<!-- system -->
Route the ticket.
<!-- user -->
{{ticket}}
`,
  'triage.prompt.md',
)

const output = z.object({ queue: z.string() })

const queue: Scorer = ({ output: given, expected }) => ({
  name: 'queue',
  score: JSON.stringify(given) === JSON.stringify(expected),
  feedback: 'the queue differs',
})

const item: Case = {
  id: 't1',
  input: { ticket: 'I was charged twice' },
  expected: { queue: 'billing' },
  split: 'dev',
  tags: ['hard'],
  critical: true,
  at: { file: 'tickets.jsonl', line: 3 },
}

const spec = (fields: Partial<EvaluationSpec> = {}): EvaluationSpec => ({
  prompt,
  scorers: [queue],
  output,
  confidence: false,
  threshold: 0.5,
  ...fields,
})

async function evaluate(reply: GenerateResult, fields: Partial<EvaluationSpec> = {}, row: Case = item) {
  const { model, requests } = scriptedClient({ generate: () => reply })
  const result = await evaluateCase(row, spec(fields), { model })
  expect(caseResultSchema.parse(structuredClone(result))).toEqual(result)
  return { result, requests }
}

describe('asking the model', () => {
  test('sends the rendered messages, the settings of the prompt file and the schema', async () => {
    const { requests } = await evaluate(answered({ queue: 'billing' }))
    expect(requests).toEqual([
      {
        role: 'target',
        messages: [
          { role: 'system', content: 'Route the ticket.' },
          { role: 'user', content: 'I was charged twice' },
        ],
        model: 'gpt-test',
        temperature: 0.5,
        topP: 0.9,
        maxOutputTokens: 77,
        reasoningEffort: 'low',
        output: { name: 'answer', schema: output },
      },
    ])
  })

  test('without a schema the output is the text', async () => {
    const { result, requests } = await evaluate(answered('billing', 'billing'), {
      output: undefined,
      scorers: [({ output: given, text }) => given === text],
    })
    expect(requests[0]).not.toHaveProperty('output')
    expect(result).toMatchObject({ verdict: 'passed', output: 'billing' })
  })

  test('one schema object serves all cases of a spec', async () => {
    const { model, requests } = scriptedClient({
      generate: () => answered({ queue: 'billing', confidence: 1 }),
    })
    const shared = spec({ confidence: true })
    await evaluateCase(item, shared, { model })
    await evaluateCase(item, shared, { model })
    expect(requests[0]?.output?.schema).toBeDefined()
    expect(requests[1]?.output?.schema).toBe(requests[0]?.output?.schema)
  })
})

describe('verdicts', () => {
  test('passed: keeps the output, carries the case over, leaves the input out', async () => {
    const { result } = await evaluate(answered({ queue: 'billing' }))
    expect(result).toEqual({
      id: 't1',
      split: 'dev',
      tags: ['hard'],
      critical: true,
      at: { file: 'tickets.jsonl', line: 3 },
      expected: { queue: 'billing' },
      verdict: 'passed',
      output: { queue: 'billing' },
      score: 1,
      scores: [{ name: 'queue', score: 1, threshold: 0.5, feedback: 'the queue differs' }],
      usage: { target: oneCall },
    })
  })

  test('failed: keeps input and output for the critic', async () => {
    const { result } = await evaluate(answered({ queue: 'login' }))
    expect(result).toMatchObject({
      verdict: 'failed',
      kind: 'wrong',
      input: item.input,
      output: { queue: 'login' },
      score: 0,
    })
    expect(result).not.toHaveProperty('text')
  })

  test('every score must reach its own threshold, and the score is their mean', async () => {
    const half: Scorer = Object.assign(() => 0.5, { scorerName: 'half', threshold: 0.4 })
    const strict: Scorer = Object.assign(() => 0.9, { scorerName: 'strict', threshold: 0.95 })
    const silent: Scorer = Object.assign(() => null, { scorerName: 'silent' })
    const reply = answered({ queue: 'billing' })
    const passed = await evaluate(reply, { scorers: [queue, half, silent] })
    expect(passed.result).toMatchObject({ verdict: 'passed', score: 0.75 })
    const failed = await evaluate(reply, { scorers: [half, strict] })
    expect(failed.result).toMatchObject({ verdict: 'failed', score: 0.7 })
  })

  test('skipped: nothing scored', async () => {
    const { result } = await evaluate(answered({ queue: 'billing' }), { scorers: [() => null] })
    expect(result).toMatchObject({ verdict: 'skipped', score: null })
  })

  test('skipped: the row says so, and no call is made', async () => {
    const { result, requests } = await evaluate(answered({}), {}, { ...item, skip: true })
    expect(result).toMatchObject({ verdict: 'skipped', usage: {} })
    expect(requests).toEqual([])
  })

  test.each(['refusal', 'length', 'content-filter', 'empty', 'malformed'] as const)(
    'failed by form: %s',
    async (kind) => {
      const text = 'x'.repeat(5_000)
      const { result } = await evaluate({ status: 'failed', kind, text, reason: 'why', usage: oneCall })
      expect(result).toMatchObject({ verdict: 'failed', kind, score: 0, scores: [], reason: 'why' })
      expect(result.text).toHaveLength(4_000)
      expect(result.usage).toEqual({ target: oneCall })
      expect(result.input).toEqual(item.input)
    },
  )

  test('error: the model could not be asked', async () => {
    const { result } = await evaluate(broken('auth', 'bad key'))
    expect(result).toMatchObject({
      verdict: 'error',
      score: null,
      error: { kind: 'auth', message: 'bad key' },
      usage: {},
    })
    expect(result.input).toEqual(item.input)
  })

  test('error: the row does not fill the prompt; no call is made', async () => {
    const { result, requests } = await evaluate(answered({}), {}, { ...item, input: { subject: 'x' } })
    expect(result).toMatchObject({ verdict: 'error', error: { kind: 'render' } })
    expect(result.error?.message).toContain('ticket')
    expect(requests).toEqual([])
  })

  test('error: a scorer broke; it is named and the output kept', async () => {
    const bad: Scorer = Object.assign(() => 7, { scorerName: 'seven' })
    const { result } = await evaluate(answered({ queue: 'billing' }), { scorers: [queue, bad] })
    expect(result).toMatchObject({
      verdict: 'error',
      error: { kind: 'scorer' },
      output: { queue: 'billing' },
      score: null,
    })
    expect(result.error?.message).toContain('seven')
  })

  test("a scorer's calls count by their role, beside the target's", async () => {
    const judge: Scorer = (_args, context) => {
      context.recordUsage('judge', oneCall)
      context.recordUsage('judge', oneCall)
      return 1
    }
    const { result } = await evaluate(answered({ queue: 'a' }), { scorers: [judge] })
    expect(result.usage).toEqual({
      target: oneCall,
      judge: { calls: 2, inputTokens: 20, outputTokens: 10 },
    })
  })

  test('outputs and metadata that JSON cannot hold become plain data', async () => {
    const odd: Scorer = () => ({ score: 1, metadata: { run: () => 1, at: new Date(0), gone: undefined } })
    const { result } = await evaluate(answered({ big: 2n }, 'text'), { scorers: [odd] })
    expect(result.output).toBe('[object Object]')
    expect(result.scores[0]?.metadata).toEqual({ at: '1970-01-01T00:00:00.000Z' })
  })
})

describe('confidence', () => {
  test('is asked for, taken out of the output and carried', async () => {
    const { result, requests } = await evaluate(answered({ queue: 'billing', confidence: 0.8 }), {
      confidence: true,
    })
    expect(result).toMatchObject({ verdict: 'passed', output: { queue: 'billing' }, confidence: 0.8 })
    expect(requests[0]?.output?.schema.safeParse({ queue: 'billing' }).success).toBe(false)
  })

  test.each([1.5, -0.1, Number.NaN, undefined, 'high'])('%s is malformed', async (confidence) => {
    const { result } = await evaluate(answered({ queue: 'billing', confidence }), { confidence: true })
    expect(result).toMatchObject({ verdict: 'failed', kind: 'malformed', score: 0 })
  })
})
