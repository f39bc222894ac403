import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { toJson } from '../../src/core/json.ts'
import { createRedactor, redactBefore } from '../../src/core/redaction/create-redactor.ts'
import { checkRedact } from '../../src/evaluate/own-redaction.ts'
import { keepAnswer, recallAnswer } from '../../src/model/answers/answer-record.ts'
import { keepVector, recallVector } from '../../src/model/answers/vector-record.ts'
import type { GenerateResult } from '../../src/model/client.ts'
import { createSecretCheck } from '../../src/tune/resume/secret-check.ts'
import { keepValue, recallValue } from '../../src/tune/resume/value-record.ts'

const usage = { calls: 1, inputTokens: 2, outputTokens: 3 }

describe('what the log keeps comes back', () => {
  test('values of any kind', () => {
    const anything = fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
      withTypedArray: true,
    })
    fc.assert(
      fc.property(anything, (value) => {
        const kept = keepValue(value)
        if (kept === undefined) return
        expect(toJson(kept)).toEqual(kept)
        expect(recallValue(kept)).toEqual({ value })
      }),
    )
    expect(keepValue({ label: 'x' })).toEqual({ json: { label: 'x' } })
    expect(keepValue({ at: new Date(0), note: undefined })).toBeDefined()
  })

  test('but not what would come back as something else', () => {
    class Answer {
      label = 'x'
    }
    for (const value of [() => 1, Symbol('x'), new Answer(), { run: () => 1 }]) {
      expect(keepValue(value)).toBeUndefined()
    }
    for (const record of [null, 'x', 3, [], {}, { v8: 'nonsense' }])
      expect(recallValue(record)).toBeUndefined()
  })

  test('vectors, in single precision', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true }), { minLength: 1 }), (vector) => {
        expect(recallVector(keepVector(vector))).toEqual(vector)
      }),
    )
    for (const record of ['', 'AAA', null, [1]]) expect(recallVector(record)).toBeUndefined()
  })

  test('answers, parsed anew', async () => {
    const output = {
      name: 'answer',
      schema: z.object({ at: z.string().transform((text) => new Date(text)) }),
    }
    const text = '{"at":"2026-01-02T00:00:00.000Z"}'
    const result: GenerateResult = {
      status: 'ok',
      text,
      output: { at: new Date('2026-01-02') },
      toolCalls: [],
      message: { role: 'assistant', content: text, items: [{ type: 'reasoning', id: 'r1' }] },
      usage,
    }
    const kept = keepAnswer(result)
    expect(kept).toEqual({ text, items: [{ type: 'reasoning', id: 'r1' }] })
    expect(await recallAnswer(kept ?? null, { role: 'target', output }, () => usage)).toEqual(result)
  })

  test('tool calls and unusable answers', async () => {
    const call = { id: 'c', name: 'diagnose_prompt', arguments: '{}' }
    const results: GenerateResult[] = [
      {
        status: 'ok',
        text: '',
        output: '',
        toolCalls: [call],
        message: { role: 'assistant', content: '', toolCalls: [call] },
        usage,
      },
      { status: 'failed', kind: 'refusal', text: 'no', reason: 'the model refused: no', usage },
      {
        status: 'failed',
        kind: 'malformed',
        text: '{',
        reason: 'the answer is not JSON',
        message: { role: 'assistant', content: '{' },
        usage,
      },
    ]
    for (const result of results) {
      expect(
        await recallAnswer(keepAnswer(result) ?? null, { role: 'target', output: undefined }, () => usage),
      ).toEqual(result)
    }
  })

  test('no error, and nothing of a record that is none', () => {
    const error = { kind: 'server', message: 'down' } as const
    expect(keepAnswer({ status: 'error', error, usage })).toBeUndefined()
    for (const record of [null, 'x', { text: 3 }, { text: 'x', more: 1 }]) {
      expect(recallAnswer(record, { role: 'target', output: undefined }, () => usage)).toBeUndefined()
    }
  })
})

describe('what looks like a secret', () => {
  const redactor = createRedactor({
    env: { MY_API_KEY: 'correct "horse" battery', PATH: '/usr/local/bin/tools', TOKEN: 'short' },
  })
  const ofCases = redactBefore(redactor, (text) => text.replaceAll('Ann Example', '[name]'))
  const holdsSecret = createSecretCheck({ redactor, ofCases })
  const says = (text: string) => ({ by: 'target', answer: { text } }) as const

  test.for([
    'sk-proj-abcdefghijklmnop1234',
    'AKIAABCDEFGHIJKLMNOP',
    `ghp_${'a'.repeat(36)}`,
    'xoxb-1234567890-abc',
    'authorization: Bearer abcdefghijklmnopqrstuvwxyz',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc',
    'correct "horse" battery',
    '{"quoted":"correct \\"horse\\" battery"}',
    'the name Ann Example',
  ])('is found: %s', (secret) => {
    expect(holdsSecret(says(`It is ${secret}.`))).toBe(true)
  })

  test.for([
    'task-oriented work',
    '/usr/local/bin/tools',
    'short',
    'Bearer of bad news',
    'risk-averse-but-otherwise-bold',
  ])('is not: %s', (text) => {
    expect(holdsSecret(says(text))).toBe(false)
  })

  test('is found in values that JSON cannot hold, and in what a scorer gave', () => {
    const key = `ghp_${'a'.repeat(36)}`
    const value = keepValue(new Map([['header', [new Date(0), { deep: { key } }]]])) ?? null
    expect(JSON.stringify(value)).not.toContain(key)
    expect(holdsSecret({ by: 'function', answer: value })).toBe(true)
    expect(holdsSecret({ by: 'judge', answer: { value, usage: [] } })).toBe(true)
    expect(holdsSecret({ by: 'function', answer: keepValue(new Map([['a', 1]])) ?? null })).toBe(false)
  })

  test('is not looked for in vectors; who reads redacted cases cannot tell what the suite hides', () => {
    expect(holdsSecret({ by: 'embedder', answer: 'the name Ann Example' })).toBe(false)
    expect(holdsSecret({ by: 'optimizer', answer: { text: 'the name Ann Example' } })).toBe(false)
  })

  test('counts as found where the function of the suite breaks', () => {
    const broken = redactBefore(
      redactor,
      checkRedact(() => {
        throw new Error('no')
      }),
    )
    expect(createSecretCheck({ redactor, ofCases: broken })(says('anything'))).toBe(true)
  })
})
