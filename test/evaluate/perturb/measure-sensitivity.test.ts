import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  perturbKinds,
  type SensitivityPart,
  sensitivitySchema,
  type VariantResult,
} from '../../../src/core/sensitivity.ts'
import { measureSensitivity } from '../../../src/evaluate/perturb/measure-sensitivity.ts'
import { mergeParts } from '../../../src/evaluate/perturb/merge-parts.ts'
import { caseResult } from '../case-results.ts'

const part = (cases: SensitivityPart['cases']): SensitivityPart => ({
  settings: { kinds: [...perturbKinds], sample: 50, variants: 2, seed: 1 },
  drawn: cases.length,
  layouts: [],
  cases,
  usage: {},
})

const score = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }))

const variant = (kind: VariantResult['kind'], number: number): fc.Arbitrary<VariantResult> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom('passed' as const, 'failed' as const), score)
      .map(([outcome, value]) => ({ kind, variant: number, outcome, score: value })),
    fc
      .constantFrom('not-applicable' as const, 'refused' as const, 'error' as const, 'not-asked' as const)
      .map((outcome) => ({ kind, variant: number, outcome })),
  )

const variedCase = fc.record({
  passed: fc.boolean(),
  score,
  variants: fc.tuple(...perturbKinds.flatMap((kind) => [variant(kind, 1), variant(kind, 2)])),
})

const judged = (id: string, passed: boolean, value: number) =>
  caseResult({ id, verdict: passed ? 'passed' : 'failed', score: value })

describe('sensitivity', () => {
  it('has spreads from 0 to 1, the largest difference of two means where all variants were judged, in any order and in parts', () => {
    fc.assert(
      fc.property(fc.array(variedCase, { maxLength: 12 }), fc.boolean(), (rows, whole) => {
        const cases = rows.map(({ variants }, index) => ({
          id: `case-${index}`,
          variants: whole
            ? variants.map(({ kind, variant: number, score: value = 0 }) => ({
                kind,
                variant: number,
                outcome: 'passed' as const,
                score: value,
              }))
            : variants,
        }))
        const results = rows.map(({ passed, score: value }, index) => judged(`case-${index}`, passed, value))
        const found = sensitivitySchema.parse(measureSensitivity(part(cases), results))
        const merged = mergeParts([part(cases.slice(0, 3)), part(cases.slice(3))])
        expect(merged && measureSensitivity(merged, results)).toEqual(found)
        expect(measureSensitivity(part(cases.toReversed()), results.toReversed())).toEqual(found)
        if (rows.length === 0 || !whole) return
        const arms = [
          rows.map((row) => row.score),
          ...perturbKinds.flatMap((_, kind) =>
            [0, 1].map((one) => cases.map(({ variants }) => variants[kind * 2 + one]?.score ?? 0)),
          ),
        ]
        const means = arms.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length)
        expect(found.scoreSpread).toBeCloseTo(Math.max(...means) - Math.min(...means), 9)
        for (const kind of found.kinds) expect(kind.spread ?? 0).toBeLessThanOrEqual(found.spread ?? 0)
      }),
    )
  })

  it('compares variants on the cases that both judged alone', () => {
    const cases = [
      {
        id: 'easy',
        variants: [{ kind: 'order' as const, variant: 1, outcome: 'passed' as const, score: 1 }],
      },
      { id: 'hard', variants: [{ kind: 'order' as const, variant: 1, outcome: 'not-applicable' as const }] },
    ]
    const found = measureSensitivity(part(cases), [judged('easy', true, 1), judged('hard', false, 0)])
    expect(found).toMatchObject({ spread: 0, widest: { cases: 1, low: { mean: 1 }, high: { mean: 1 } } })
    expect(found.kinds.find(({ kind }) => kind === 'order')).toMatchObject({
      cases: 1,
      passRate: 1,
      original: { passRate: 1 },
      notApplicable: 1,
    })
  })

  it('tells flips, and cases by their own spread', () => {
    const answers = (outcome: 'passed' | 'failed', value: number) => [
      { kind: 'typos' as const, variant: 1, outcome, score: value },
      { kind: 'typos' as const, variant: 2, outcome: 'passed' as const, score: 1 },
    ]
    const found = measureSensitivity(
      part([
        { id: 'steady', variants: answers('passed', 1) },
        { id: 'breaks', variants: answers('failed', 0.25) },
        { id: 'mended', variants: answers('failed', 0.5) },
        { id: 'errored', variants: answers('passed', 1) },
      ]),
      [
        judged('steady', true, 1),
        judged('breaks', true, 1),
        judged('mended', false, 0.5),
        caseResult({ id: 'errored', verdict: 'error', score: null }),
      ],
    )
    expect(found.cases.map(({ id, spread }) => [id, spread])).toEqual([
      ['breaks', 0.75],
      ['mended', 0.5],
      ['steady', 0],
    ])
    expect(found.kinds.find(({ kind }) => kind === 'typos')).toMatchObject({
      answers: 6,
      broken: 1,
      fixed: 1,
    })
    // Of three cases, one passes under the first typos and all under the second ones.
    expect(found).toMatchObject({
      widest: { by: 'passRate', low: { variant: 'typos 1' }, high: { variant: 'typos 2', mean: 1 } },
    })
    expect(found.spread).toBeCloseTo(2 / 3)
  })

  it('has none where no variant was judged', () => {
    const found = measureSensitivity(
      part([{ id: 'a', variants: [{ kind: 'order', variant: 1, outcome: 'not-applicable' }] }]),
      [judged('a', true, 1)],
    )
    // The original differs from nothing.
    expect(found.spread).toBeNull()
    expect(found.widest).toBeUndefined()
  })
})
