import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../../src/core/case-result.ts'
import { scriptedClient } from '../evaluate/scripted-client.ts'
import { failed, report } from './diagnose-cases.ts'
import { failedCase } from './failed-case.ts'

describe('diagnosis without a model', () => {
  test('topics from the results alone, with places, without a call', async () => {
    const client = scriptedClient({})
    const results = [
      ...failed('a', 4),
      ...failed('b', 2).map((one) => ({ ...one, output: { queue: 'shipping' } })),
      failedCase('c0', { kind: 'refusal', scores: [] }),
    ]
    const { topics, critiqued, mechanical, notes } = await report(results, { client, mode: 'local' })
    expect([client.requests, client.embedded]).toEqual([[], []])
    expect(topics.map(({ name }) => name)).toEqual([
      'expected billing, got login',
      'expected billing, got shipping',
      'refused to answer',
    ])
    expect(topics[0]?.examples[0]?.at?.file).toBe('tickets.jsonl')
    expect({ critiqued, mechanical }).toEqual({ critiqued: 0, mechanical: 7 })
    expect(notes.join()).toContain('without a model')
  })

  test('the same words on both sides of a confusion make two topics', async () => {
    const results = [
      ...failed('a', 2),
      ...failed('b', 1).map((one) => ({
        ...one,
        expected: { queue: 'login' },
        output: { queue: 'billing' },
      })),
    ]
    const { topics } = await report(results, { mode: 'local' })
    expect(topics.map(({ name }) => name)).toEqual([
      'expected billing, got login',
      'expected login, got billing',
    ])
  })

  test('without an expected value topics come from the words of the scorers', async () => {
    const judgedBy = (id: string, feedback: string): CaseResult => {
      const { expected: _, ...rest } = failedCase(id)
      return { ...rest, scores: [{ name: 'judge', score: 0, threshold: 0.5, feedback }] }
    }
    const { topics } = await report(
      [
        judgedBy('a1', 'The tone of the reply is too harsh for customers.'),
        judgedBy('a2', 'Its tone is harsh and cold towards customers.'),
        judgedBy('b1', 'The refund deadline is missing from the summary.'),
        judgedBy('b2', 'The summary has no refund deadline.'),
      ],
      { mode: 'local' },
    )
    expect(topics.map(({ caseIds }) => caseIds)).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2'],
    ])
    expect(topics[0]?.name).toMatch(/^answer not accepted: .*(tone|harsh|customers)/)
    expect(topics[1]?.name).toMatch(/^answer not accepted: .*(refund|deadline|summary)/)
  })

  test('the letters of a multiple choice make topics', async () => {
    const results = ['AB', 'BA', 'AC', 'AB'].map(([expected = '', output = ''], n) =>
      failedCase(`m${n}`, { expected, output }),
    )
    const { topics } = await report(results, { mode: 'local' })
    expect(topics.map(({ name, diagnoses }) => [name, diagnoses])).toEqual([
      ['expected A, got B', 2],
      ['expected B, got A', 1],
      ['expected A, got C', 1],
    ])
  })

  test('more confusions than topics, and the largest keep a topic of their own', async () => {
    const queues = ['billing', 'login', 'shipping', 'returns', 'sales']
    const pairs = queues.flatMap((expected) => queues.filter((q) => q !== expected).map((q) => [expected, q]))
    const results = pairs.flatMap(([expected = '', got = ''], pair) =>
      Array.from({ length: pair < 3 ? 9 : 1 }, (_, n) =>
        failedCase(`p${pair}x${n}`, { expected: { queue: expected }, output: { queue: got } }),
      ),
    )
    const { topics, other } = await report(results, { mode: 'local', topics: 6 })
    expect(topics).toHaveLength(6)
    const names = topics.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['expected billing, got login', 'expected billing, got returns']),
    )
    expect(topics.map(({ diagnoses }) => diagnoses)).toEqual([9, 9, 9, 1, 1, 1])
    expect(other.diagnoses).toBe(results.length - 30)
  })
})
