import type { CaseResult } from '../../src/core/case-result.ts'

/** A case that was routed to the wrong queue. */
export function failedCase(id: string, fields: Partial<CaseResult> = {}): CaseResult {
  return {
    id,
    tags: [],
    critical: false,
    at: { file: 'tickets.jsonl', line: 1 + Number(id.replace(/\D/g, '') || 0) },
    verdict: 'failed',
    kind: 'wrong',
    input: { ticket: `ticket of ${id}` },
    expected: { queue: 'billing' },
    output: { queue: 'login' },
    score: 0,
    scores: [{ name: 'exactMatch', score: 0, threshold: 1, feedback: 'expected "billing", got "login"' }],
    usage: {},
    ...fields,
  }
}
