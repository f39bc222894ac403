import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import { toJson } from '../../core/json.ts'

/** The result of a row that is not run. */
export function skippedResult({ id, split, tags, critical, at, expected }: Case): CaseResult {
  return {
    id,
    verdict: 'skipped',
    score: null,
    scores: [],
    usage: {},
    tags: [...tags],
    critical,
    ...(split ? { split } : {}),
    ...(at ? { at } : {}),
    ...(expected === undefined ? {} : { expected: toJson(expected) }),
  }
}
