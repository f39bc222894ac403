import type { Case, Split } from '../core/case.ts'

/** The cases of each split; those without one are in none. */
export function bySplit(cases: readonly Case[]): Record<Split, Case[]> {
  const parts: Record<Split, Case[]> = { optimization: [], dev: [], test: [] }
  for (const item of cases) if (item.split) parts[item.split].push(item)
  return parts
}
