import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { oneCall, scriptedClient } from '../evaluate/scripted-client.ts'
import { critique, embedder, report } from './diagnose-cases.ts'
import { failedCase } from './failed-case.ts'

describe('for any failures', () => {
  const causeNames = fc.constantFrom('date', 'sum', 'tone', 'odd')
  const cases = fc
    .array(fc.record({ cause: causeNames, score: fc.constantFrom(0, 0.25, 0.4) }), { maxLength: 25 })
    .map((rows) => rows.map(({ cause, score }, n) => failedCase(`${cause}${n}`, { score })))
  const mode = fc.constantFrom('local' as const, 'llm' as const)
  const shuffled = cases.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
  )
  // Cases that this critic cannot name are refused, not errors: errors would depend on which three came first.
  const client = () =>
    scriptedClient({
      generate: (request) => {
        const reply = critique(request)
        if (reply.status !== 'error') return reply
        return { status: 'failed', kind: 'refusal', text: '', reason: 'no', usage: oneCall }
      },
      ...embedder,
    })

  test('the order of arrival changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, mode, async ([given, other], chosen) => {
        const first = await report(given, { client: client(), mode: chosen })
        const second = await report(other, { client: client(), mode: chosen })
        expect(second.topics).toEqual(first.topics)
      }),
      { numRuns: 40 },
    )
  })

  test('every diagnosis is in exactly one topic, and prevalences add up to 1', async () => {
    await fc.assert(
      fc.asyncProperty(cases, mode, async (given, chosen) => {
        const { topics, critiqued, mechanical } = await report(given, { client: client(), mode: chosen })
        const total = topics.reduce((sum, { diagnoses }) => sum + diagnoses, 0)
        expect(total).toBe(critiqued + mechanical)
        expect(topics.flatMap(({ caseIds }) => caseIds).sort()).toEqual(given.map(({ id }) => id).sort())
        expect(topics.reduce((sum, { prevalence }) => sum + prevalence, 0)).toBeCloseTo(given.length ? 1 : 0)
        expect(new Set(topics.map(({ id }) => id)).size).toBe(topics.length)
        const shares = topics.map(({ prevalence }) => prevalence)
        expect(shares).toEqual(shares.toSorted((a, b) => b - a))
      }),
      { numRuns: 40 },
    )
  })
})
