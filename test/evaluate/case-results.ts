import type { CaseResult } from '../../src/core/case-result.ts'

/** A result with the given fields; by default a passed case without scores. */
export function caseResult(fields: Partial<CaseResult> & { id: string }): CaseResult {
  return { tags: [], critical: false, verdict: 'passed', score: 1, scores: [], usage: {}, ...fields }
}

export function judged(id: string, score: number, confidence?: number): CaseResult {
  return caseResult({
    id,
    verdict: score >= 0.5 ? 'passed' : 'failed',
    ...(score >= 0.5 ? {} : { kind: 'wrong' as const }),
    score,
    scores: [{ name: 'exact', score, threshold: 0.5 }],
    ...(confidence === undefined ? {} : { confidence }),
  })
}

export function misshapen(id: string): CaseResult {
  return caseResult({ id, verdict: 'failed', kind: 'malformed', score: 0, reason: 'not JSON', text: '{"a":' })
}

export function errored(id: string): CaseResult {
  return caseResult({ id, verdict: 'error', score: null, error: { kind: 'server', message: 'status 500' } })
}
