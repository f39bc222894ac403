import { hashValue } from '../core/canonical-hash.ts'
import { retuneError } from '../core/errors.ts'
import { formatLocation } from '../core/location.ts'
import type { Row } from './parse-row.ts'

/** Hex characters of the input's hash. */
const defaultLength = 12

/**
 * The ids of rows, in order: their own or the default.
 *
 * @throws RetuneError `DATASET_DUPLICATE_ID` or `DATASET_DUPLICATE_ROW`, with both places
 */
export function assignIds(rows: readonly Row[]): string[] {
  const taken = new Map<string, Row>()
  return rows.map((row) => {
    const id = row.id ?? hashValue(row.item.input, defaultLength)
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
