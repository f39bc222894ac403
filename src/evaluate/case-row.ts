import type { Case } from '../core/case.ts'
import type { CaseError, CaseResult } from '../core/case-result.ts'
import type { UsageByRole } from '../core/usage.ts'

/** What every result tells of its row. */
export function carriedOver({ id, split, tags, critical, at, expected }: Case) {
  return {
    id,
    tags: [...tags],
    critical,
    ...(split ? { split } : {}),
    ...(at ? { at } : {}),
    ...(expected === undefined ? {} : { expected }),
  }
}

/** What a result that is not passed tells of its row. */
export function fullRow(item: Case) {
  return { ...carriedOver(item), input: item.input }
}

/** The result of a case that could not be judged. */
export function erroredCase(item: Case, error: CaseError, usage: UsageByRole = {}): CaseResult {
  return { ...fullRow(item), verdict: 'error', error, score: null, scores: [], usage }
}
