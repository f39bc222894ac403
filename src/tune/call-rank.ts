import type { Split } from '../core/case.ts'

/** The report, and with it the next revision, waits for the optimization set and its critiques: dev goes behind, repeats last. */
export function callRank(split: Split | undefined, trial: number | undefined): number {
  if (trial !== undefined) return 2
  return split === 'dev' ? 1 : 0
}
