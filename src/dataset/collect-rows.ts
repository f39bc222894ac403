import type { Split } from '../core/case.ts'
import { messageOf, retuneError } from '../core/errors.ts'
import type { DatasetPart } from './dataset-source.ts'
import { readJsonData } from './json-data.ts'
import type { RawRow } from './raw-row.ts'
import { withDeadline } from './with-deadline.ts'

/**
 * Takes the rows from an array, an (async) iterable or a loader function; a row's place is `row 3`.
 *
 * @param timeout milliseconds for the loader and all of its rows together
 * @throws RetuneError `DATASET_LOADER_FAILED`, `DATASET_LOADER_TIMEOUT`, `DATASET_BAD_SOURCE`
 */
export async function collectRows(
  source: Exclude<DatasetPart, string>,
  part: Split | undefined,
  timeout: number,
): Promise<RawRow[]> {
  const rows: RawRow[] = []
  const prefix = part === undefined ? '' : `${part} `
  const add = (row: unknown) => {
    rows.push({ ...readJsonData(row), at: { file: `${prefix}row ${rows.length + 1}` }, split: part })
  }
  const lateError = retuneError('DATASET_LOADER_TIMEOUT', { part, timeout })
  const end = performance.now() + timeout
  // An iterable that never waits would starve the timer, so the clock is read at each row too.
  const overdue = () => performance.now() > end

  const collect = async () => {
    const given: unknown = typeof source === 'function' ? await source() : source
    if (isAsyncIterable(given)) {
      for await (const row of given) {
        if (overdue()) return
        add(row)
      }
    } else if (isIterable(given)) {
      for (const row of given) {
        if (overdue()) return
        add(row)
      }
    } else
      throw new NoRows(`${typeof source === 'function' ? 'a function that returned ' : ''}${nameOf(given)}`)
  }
  try {
    await withDeadline(collect(), timeout, () => lateError)
  } catch (cause) {
    if (cause instanceof NoRows) throw retuneError('DATASET_BAD_SOURCE', { part, given: cause.message })
    if (cause === lateError) throw cause
    const problem = messageOf(cause)
    throw retuneError('DATASET_LOADER_FAILED', { part, problem, rows: rows.length }, { cause })
  }
  if (overdue()) throw lateError
  return rows
}

class NoRows extends Error {}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** Text is iterable too, but a list of letters is never meant. */
function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'string' ? 'a text' : typeof value === 'object' ? 'one object' : `a ${typeof value}`
}
