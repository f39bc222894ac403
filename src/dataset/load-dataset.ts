import { relative, resolve, sep } from 'node:path'
import type { Case, Split } from '../core/case.ts'
import { retuneError } from '../core/errors.ts'
import type { StandardSchemaV1 } from '../core/standard-schema.ts'
import { assignIds } from './assign-ids.ts'
import { collectRows } from './collect-rows.ts'
import { type DatasetPart, type DatasetSource, sourceParts } from './dataset-source.ts'
import { parseRow, type Row } from './parse-row.ts'
import type { RawRow } from './raw-row.ts'
import { readFileRows } from './read-file-rows.ts'
import { type ProblemRow, refuseBadRows } from './refuse-bad-rows.ts'
import { validateRows } from './validate-rows.ts'
import { withDeadline } from './with-deadline.ts'

export interface Dataset {
  readonly cases: readonly Case[]
  /** The files that were read, absolute. */
  readonly files: readonly string[]
}

export interface LoadDatasetOptions {
  /** The project root, absolute: the files of cases are named from here. */
  readonly root: string
  /** Where relative paths count from, absolute: the folder of the test file. */
  readonly baseDir: string
  /** Checks `{ input, expected }` of every row; any Standard Schema (zod, valibot, arktype ...). */
  readonly schema?: StandardSchemaV1 | undefined
  /** Milliseconds for a loader, and for the schema's checks. Default 30,000. */
  readonly timeout?: number | undefined
}

/**
 * Loads the rows of a suite as cases with unique ids.
 *
 * @throws RetuneError with the place of what is wrong; see the catalogue's `DATASET_` codes
 */
export async function loadDataset(data: DatasetSource, options: LoadDatasetOptions): Promise<Dataset> {
  const { schema, timeout = 30_000 } = options
  const parts: PartRows[] = []
  for (const { part, source } of sourceParts(data)) parts.push(await readPart(source, part, options, timeout))
  const rows = parseRows(parts.flatMap((part) => part.rows))
  const ids = assignIds(rows)
  const late = () => retuneError('DATASET_SCHEMA_TIMEOUT', { timeout })
  const checked = schema ? await withDeadline(validateRows(rows, schema), timeout, late) : rows
  return {
    cases: checked.map(({ item }, index) => ({ id: ids[index] ?? '', ...item })),
    files: parts.flatMap(({ path }) => path ?? []),
  }
}

interface PartRows {
  readonly rows: readonly RawRow[]
  readonly path: string | undefined
}

async function readPart(
  source: DatasetPart,
  part: Split | undefined,
  { root, baseDir }: LoadDatasetOptions,
  timeout: number,
): Promise<PartRows> {
  if (typeof source !== 'string') {
    const rows = await collectRows(source, part, timeout)
    if (rows.length === 0) throw retuneError('DATASET_EMPTY', { part })
    return { rows, path: undefined }
  }
  const path = resolve(baseDir, source)
  const file = relative(root, path).split(sep).join('/')
  const rows = await readFileRows(path, file)
  if (rows.length === 0) throw retuneError('DATASET_EMPTY', { part }, { at: { file } })
  return { rows: rows.map((row) => ({ ...row, split: part })), path }
}

function parseRows(raw: readonly RawRow[]): Row[] {
  const rows: Row[] = []
  const bad: ProblemRow[] = []
  for (const each of raw) {
    const row = parseRow(each)
    if ('problem' in row) bad.push({ at: each.at, problem: row.problem })
    else rows.push(row)
  }
  refuseBadRows('DATASET_BAD_ROWS', bad, raw.length)
  return rows
}
