import { describe, expect, it } from 'vitest'
import type { CaseVariants, Sensitivity, VariantResult } from '../../../src/core/sensitivity.ts'
import { computeMetrics } from '../../../src/evaluate/compute-metrics.ts'
import { judgeGate } from '../../../src/evaluate/gate/judge-gate.ts'
import { measureSensitivity } from '../../../src/evaluate/perturb/measure-sensitivity.ts'
import { judged } from '../case-results.ts'

const results = Array.from({ length: 40 }, (_, row) => judged(`r${row}`, 1))

/** Of 40 cases that pass, so many fail in another format; others could not be judged. */
function measured(broken: number, outcomes: readonly VariantResult['outcome'][] = []): Sensitivity {
  const part = {
    settings: { kinds: ['format' as const], sample: 50, variants: 1, seed: 1 },
    drawn: 40,
    layouts: [],
    usage: {},
  }
  const cases = results.map(({ id }, row): CaseVariants => {
    const outcome = outcomes[row]
    const answer =
      row < broken ? { outcome: 'failed' as const, score: 0 } : { outcome: 'passed' as const, score: 1 }
    return { id, variants: [{ kind: 'format', variant: 1, ...(outcome ? { outcome } : answer) }] }
  })
  return measureSensitivity({ ...part, cases }, results)
}

const gateOf = (
  most: number,
  sensitivity: Sensitivity | undefined,
  allowPartial = false,
  passRate?: number,
) =>
  judgeGate(
    computeMetrics(results),
    passRate === undefined ? undefined : { passRate },
    results,
    undefined,
    0,
    { most, sensitivity, allowPartial },
  )

const checkOf = (gate: ReturnType<typeof gateOf>) => gate.checks?.find(({ name }) => name === 'maxSpread')

describe('maxSpread', () => {
  it('holds up to the spread itself, and tells between which variants that lies', () => {
    expect(checkOf(gateOf(0.1, measured(4)))).toEqual({
      name: 'maxSpread',
      passed: true,
      reason: 'spread of the mean score 0.10 is within 0.10, from 0.90 (format 1) to 1.00 (original)',
    })
    expect(gateOf(0.1, measured(5))).toMatchObject({
      passed: false,
      reason: 'spread of the mean score 0.13 is above 0.10, from 0.88 (format 1) to 1.00 (original)',
    })
    expect(checkOf(gateOf(0, measured(0)))?.reason).toBe('spread of the mean score 0.00 is within 0.00')
    expect(gateOf(0.1, measured(5), false, 0.5).passed).toBe(false)
    expect(gateOf(0.2, measured(5), false, 0.5).passed).toBe(true)
  })

  it('fails where nothing was varied or judged', () => {
    expect(gateOf(1, undefined).reason).toBe('no variant was judged, so that there is no spread')
    const none = measured(
      0,
      results.map(() => 'not-applicable'),
    )
    expect(gateOf(1, none)).toMatchObject({
      passed: false,
      reason: 'no variant was judged, so that there is no spread',
    })
    const lost = measured(
      0,
      results.map(() => 'error'),
    )
    expect(gateOf(1, lost).reason).toContain('(40 variants could not be asked or scored)')
  })

  it('leaves out single variants that could not be judged', () => {
    expect(gateOf(0, measured(0, ['error', 'refused', 'not-applicable', 'unscored'])).passed).toBe(true)
  })

  it('fails where the budget left some out, unless a part is allowed', () => {
    const part = measured(0, ['not-asked', 'not-asked'])
    expect(gateOf(0, part)).toMatchObject({
      passed: false,
      reason: '2 variants not asked, since the budget was used up',
    })
    expect(gateOf(0, part, true).passed).toBe(true)
  })

  it('is not told of where it is not asked for', () => {
    const { checks } = judgeGate(computeMetrics(results), { passRate: 0.5 }, results)
    expect(checks?.map(({ name }) => name)).toEqual(['passRate'])
  })
})
