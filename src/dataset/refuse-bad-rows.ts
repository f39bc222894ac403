import { retuneError } from '../core/errors.ts'
import { formatLocation } from '../core/location.ts'
import type { Place } from './raw-row.ts'

export interface ProblemRow {
  readonly at: Place
  readonly problem: string
}

/** Throws one error for all bad rows; it names the first 3. */
export function refuseBadRows(
  code: 'DATASET_BAD_ROWS' | 'DATASET_SCHEMA_FAILED',
  bad: readonly ProblemRow[],
  total: number,
): void {
  const [first] = bad
  if (!first) return
  const rows = bad.slice(0, 3).map(({ at, problem }) => ({ place: formatLocation(at), problem }))
  throw retuneError(code, { rows, count: bad.length, total }, { at: first.at })
}
