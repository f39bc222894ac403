import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../../src/core/case-result.ts'
import { assignCases } from '../../src/diagnosis/critiques/assign-cases.ts'
import { mechanicalDiagnosis } from '../../src/diagnosis/critiques/mechanical-diagnosis.ts'
import { sampleCases } from '../../src/diagnosis/critiques/sample-cases.ts'
import { traceText } from '../../src/diagnosis/critiques/trace-text.ts'
import { apiError } from '../support/api-server.ts'
import { failures, reportOn, startCriticServer } from './critic-server.ts'
import { failedCase } from './failed-case.ts'

const routed = (queue: string, count: number) =>
  Array.from({ length: count }, (_, n) => failedCase(`${queue} ${n + 1}`, { output: { queue } }))

describe('the cases that the critic is asked about', () => {
  const failed = [
    ...routed('login', 30),
    ...routed('sales', 6),
    ...routed('returns', 2),
    failedCase('refused 1', { kind: 'refusal', scores: [] }),
  ]
  const sortsOf = (chosen: Set<CaseResult>) => {
    const counts: Record<string, number> = {}
    for (const { id } of chosen) counts[id.replace(/ \d+$/, '')] = (counts[id.replace(/ \d+$/, '')] ?? 0) + 1
    return counts
  }

  test('are of every sort alike, as far as there are so many', () => {
    expect(sortsOf(sampleCases(failed, { size: 12, seed: 1 }))).toEqual({
      login: 5,
      sales: 4,
      returns: 2,
      refused: 1,
    })
    expect(sortsOf(sampleCases(failed, { size: 2, seed: 1 }))).toEqual({ login: 1, sales: 1 })
    expect(sampleCases(failed, { size: 500, seed: 1 }).size).toBe(failed.length)
    expect(sampleCases([], { size: 5, seed: 1 }).size).toBe(0)
  })

  test('do not depend on the order of arrival, but on the seed', () => {
    const idsOf = (given: readonly CaseResult[], seed: number) =>
      [...sampleCases(given, { size: 10, seed })].map(({ id }) => id).sort()
    fc.assert(
      fc.property(
        fc.shuffledSubarray(failed, { minLength: failed.length }),
        fc.integer(),
        (shuffled, seed) => {
          expect(idsOf(shuffled, seed)).toEqual(idsOf(failed, seed))
        },
      ),
      { numRuns: 30 },
    )
    const drawn = Array.from({ length: 10 }, (_, seed) => idsOf(failed, seed).join())
    expect(new Set(drawn).size).toBeGreaterThan(1)
  })
})

describe('diagnose: { maxCases }', () => {
  const results = [
    ...failures('dates', 20),
    ...failures('sums', 12).map((one) => ({ ...one, output: { queue: 'sales' } })),
    ...failures('tone', 6).map((one) => ({ ...one, output: { queue: 'returns' } })),
    ...failures('units', 2).map((one) => ({ ...one, kind: 'refusal' as const, scores: [] })),
  ]

  test('asks the critic about so many, gives the others the most alike diagnosis, and says so', async () => {
    const critic = await startCriticServer({ topics: ['dates', 'sums', 'tone', 'units'] })
    const made = await reportOn(results, critic, { options: { maxCases: 10 } })
    expect(critic.count('critique')).toBe(10)
    expect(made.topics.map(({ name, diagnoses }) => [name, diagnoses])).toEqual([
      ['dates failure', 20],
      ['sums failure', 12],
      ['tone failure', 6],
      ['units failure', 2],
    ])
    expect({ critiqued: made.critiqued, mechanical: made.mechanical, assigned: made.assigned }).toEqual({
      critiqued: 10,
      mechanical: 0,
      assigned: 30,
    })
    expect(made.notes).toEqual([
      expect.stringMatching(/asked about 10 of 40 failed cases .*the other 30 got/),
    ])
    expect(critic.count('topics') + critic.count('assignment')).toBe(1)
  })

  test('examples are cases that were looked at', async () => {
    const critic = await startCriticServer()
    const { topics } = await reportOn(results, critic, { options: { maxCases: 10 } })
    const whys = topics.flatMap(({ examples }) => examples.map(({ why }) => why))
    expect(whys).toHaveLength(10)
    for (const why of whys) expect(why).toMatch(/^So it went in/)
  })

  test('alike is alike in what went in where the results say nothing', async () => {
    const critic = await startCriticServer({ topics: ['dates', 'sums', 'tone', 'units'] })
    const same = results.map((one) => {
      const { expected: _, ...rest } = one
      return { ...rest, kind: 'wrong' as const, output: 'x', scores: [] }
    })
    const made = await reportOn(same, critic, { options: { maxCases: 30 } })
    const wrong = made.topics.flatMap(({ name, caseIds }) =>
      caseIds.filter((id) => !name.startsWith(id.split(' ')[0] ?? '')),
    )
    expect(wrong).toEqual([])
  })

  test('a case is only like cases that failed in the same way, where there are any', async () => {
    const critic = await startCriticServer()
    const refused = { kind: 'refusal' as const, scores: [] }
    const about = (word: string) => ({ input: { ticket: word } })
    const diagnosed = (label: string) => [
      { ...mechanicalDiagnosis(failedCase('x')), label, source: 'critic' as const },
    ]
    const critiqued = [
      { result: failedCase('a1', about('dates')), diagnoses: diagnosed('misreads dates') },
      { result: failedCase('a2', { ...about('units'), ...refused }), diagnoses: diagnosed('refuses units') },
    ]
    const rest = [failedCase('b1', { ...about('dates'), ...refused }), failedCase('b2', about('dates'))]
    const { diagnoses } = await assignCases(rest, critiqued, { model: critic.client(), local: false })
    expect(diagnoses).toMatchObject([
      { caseId: 'b1', label: 'refuses units', source: 'assigned', why: 'The model declined to do the task.' },
      { caseId: 'b2', label: 'misreads dates', source: 'assigned', at: { line: 3 } },
    ])
  })

  test('what was taken over from one case is filed once', async () => {
    const critic = await startCriticServer({ topics: ['dates', 'sums', 'tone', 'units'], file: () => 1 })
    const made = await reportOn([...results, ...failures('dates or sums', 90)], critic, {
      options: { maxCases: 20 },
    })
    expect(made.assigned).toBe(110)
    expect(critic.count('assignment')).toBe(1)
    expect(made.topics.find(({ name }) => name === 'sums failure')?.diagnoses).toBeGreaterThan(90)
  })

  test('with no more failures than that, it changes nothing', async () => {
    const critic = await startCriticServer()
    const capped = await reportOn(results, critic, { options: { maxCases: 40 } })
    expect(capped).toEqual(await reportOn(results, critic))
    expect(capped.assigned).toBeUndefined()
  })

  test('with the critic down the others have nothing to be like', async () => {
    const critic = await startCriticServer({
      intercept: (asked) => (asked === 'critique' ? apiError(500, 'down') : undefined),
    })
    const made = await reportOn(results, critic, { options: { maxCases: 10 } })
    expect({ critiqued: made.critiqued, mechanical: made.mechanical, assigned: made.assigned }).toEqual({
      critiqued: 0,
      mechanical: 40,
      assigned: undefined,
    })
    expect(made.notes.join('\n')).toMatch(/other 30 were diagnosed from their results alone/)
    expect(critic.count('embeddings')).toBe(0)
  })

  test('without a model there is nothing to cap', async () => {
    const critic = await startCriticServer()
    const made = await reportOn(results, critic, { options: { mode: 'local', maxCases: 3 } })
    expect(made.mechanical).toBe(40)
    expect(made.notes.join()).not.toContain('maxCases')
    expect(critic.asked).toEqual([])
  })

  test('the order of arrival changes nothing', async () => {
    const critic = await startCriticServer()
    const first = await reportOn(results, critic, { options: { maxCases: 10 } })
    const second = await reportOn([...results].reverse(), critic, { options: { maxCases: 10 } })
    expect({ ...second, cost: first.cost }).toEqual(first)
  })
})

describe('the text of a trace', () => {
  test('holds what went in, what came out and what should have', () => {
    const result = failedCase('t1', { input: { ticket: 'Hello', tags: ['a', { b: 2 }], none: null } })
    expect(traceText(result)).toBe('Hello a 2\nlogin\nbilling')
  })

  test('of a failure of form: the kind, the reason and the raw text', () => {
    const { output: _, expected: __, ...result } = failedCase('t1')
    expect(traceText({ ...result, kind: 'malformed', reason: 'no JSON', text: '{"q' })).toBe(
      'malformed. no JSON\nticket of t1\n{"q',
    )
  })

  test('is bounded', () => {
    const long = 'word '.repeat(50_000)
    const text = traceText(failedCase('t1', { input: { long }, output: [long], expected: long }))
    expect(text.length).toBeLessThan(2_300)
    expect(text).toContain('characters cut')
  })
})
