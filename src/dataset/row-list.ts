import { retuneError } from '../core/errors.ts'
import { isRecord } from '../core/json.ts'

/** The keys under which a JSON or YAML file may hold its rows. */
const rowKeys = ['cases', 'rows', 'data'] as const

/** The list of rows in a file's data, and the key it stands under. */
export function findRowList(data: unknown, file: string): { key: string | undefined; rows: unknown[] } {
  if (Array.isArray(data)) return { key: undefined, rows: data }
  if (!isRecord(data)) {
    const problem = `it holds ${data === null ? 'nothing' : `a ${typeof data}`}`
    throw retuneError('DATASET_BAD_SHAPE', { problem }, { at: { file } })
  }
  const key = rowKeys.find((name) => Object.hasOwn(data, name))
  const rows = key === undefined ? undefined : data[key]
  if (Array.isArray(rows)) return { key, rows }
  const problem = key === undefined ? 'it holds one object' : `"${key}" is not a list`
  throw retuneError('DATASET_BAD_SHAPE', { problem }, { at: { file } })
}
