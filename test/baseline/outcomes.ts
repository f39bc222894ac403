import fc from 'fast-check'
import type { Baseline } from '../../src/core/baseline.ts'
import type { CaseResult, Verdict } from '../../src/core/case-result.ts'

/** The result of a case; the score goes with the verdict unless it is given. */
export function outcome(id: string, verdict: Verdict, score?: number | null): CaseResult {
  const usual = verdict === 'passed' ? 1 : verdict === 'failed' ? 0 : null
  return { id, verdict, score: score ?? usual, scores: [], tags: [], critical: false, usage: {} }
}

/** A baseline that holds these results as they are. */
export function baselineWith(results: readonly CaseResult[], fields: Partial<Baseline> = {}): Baseline {
  return {
    schema: 'prompt-retune/baseline@1',
    suite: 'hotel desk',
    cases: Object.fromEntries(results.map(({ id, verdict, score }) => [id, { verdict, score }])),
    ...fields,
  }
}

/** So many results of one verdict: `a0`, `a1` ... */
export function many(prefix: string, count: number, verdict: Verdict, score?: number): CaseResult[] {
  return Array.from({ length: count }, (_, row) => outcome(`${prefix}${row}`, verdict, score))
}

const verdict = fc.constantFrom<Verdict>('passed', 'passed', 'failed', 'failed', 'error', 'skipped')

/** Any results, ids among a few and once each, some of them like members that every object has. */
export const anyOutcomes: fc.Arbitrary<CaseResult[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom(
        'toString',
        'constructor',
        '7',
        '10',
        ...Array.from({ length: 40 }, (_, row) => `c${row}`),
      ),
      verdict,
      score: fc.constantFrom(0, 0.25, 0.5, 0.75, 1),
    }),
    { selector: ({ id }) => id, maxLength: 40 },
  )
  .map((rows) =>
    rows.map(({ id, verdict: is, score }) =>
      outcome(id, is, is === 'passed' || is === 'failed' ? score : null),
    ),
  )
