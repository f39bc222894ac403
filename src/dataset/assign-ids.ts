import { hashValue } from '../core/canonical-hash.ts'
import type { Case } from '../core/case.ts'
import { retuneError } from '../core/errors.ts'
import { formatLocation } from '../core/location.ts'
import type { Row } from './parse-row.ts'

/** The id of a row that gives none: the first 12 hex characters of the hash of its input. */
export function defaultId(input: Case['input']): string {
  return hashValue(input, 12)
}

/**
 * The ids of rows, in order: their own or the default.
 *
 * @throws RetuneError `DATASET_DUPLICATE_ID` or `DATASET_DUPLICATE_ROW`, with both places
 */
export function assignIds(rows: readonly Row[]): string[] {
  const taken = new Map<string, Row>()
  return rows.map((row) => {
    const id = row.id ?? defaultId(row.item.input)
    const twin = taken.get(id)
    if (!twin) {
      taken.set(id, row)
      return id
    }
    const first = formatLocation(twin.at)
    if (row.id !== undefined || twin.id !== undefined) {
      throw retuneError('DATASET_DUPLICATE_ID', { id, first }, { at: row.at })
    }
    throw retuneError('DATASET_DUPLICATE_ROW', { first }, { at: row.at })
  })
}
