import { CsvError, type Options, parse } from 'csv-parse/sync'
import { retuneError } from '../../core/errors.ts'
import { readColumns, rowOfCells } from '../csv-columns.ts'
import { createLineCounter } from '../line-counter.ts'
import type { DatasetFormat } from '../raw-row.ts'

interface CsvRecord {
  /** `null`: empty and not quoted. */
  readonly cells: readonly (string | null)[]
  readonly line: number
}

/** A header line, then one row a record; cells are text. */
export const csv: DatasetFormat = {
  extensions: ['.csv'],
  parse(text, file) {
    refuseOtherSeparators(text, file)
    const [header, ...records] = readRecords(text, file)
    if (header === undefined) return []
    const columns = readColumns(
      header.cells.map((cell) => cell?.trim() ?? ''),
      { file, line: header.line },
    )
    return records.map(({ cells, line }) =>
      cells.length === columns.length
        ? { line, value: rowOfCells(cells, columns) }
        : { line, problem: `it has ${cells.length} cells, and the header ${columns.length}` },
    )
  },
}

/** Before the rows are read, since their quotes are likely to break too. */
function refuseOtherSeparators(text: string, file: string): void {
  const [, header = ''] = /^\uFEFF?\s*([^\r\n]*)/.exec(text) ?? []
  const separator = header.includes(',') || header.startsWith('"') ? undefined : /[;\t]/.exec(header)?.[0]
  if (separator === undefined) return
  const problem = `its cells are separated by ${separator === ';' ? 'semicolons' : 'tabs'}, and should be by commas`
  throw retuneError('DATASET_BAD_COLUMN', { problem }, { at: { file, line: 1 } })
}

const problems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell of this row is never closed',
  INVALID_OPENING_QUOTE: 'a cell of this row holds a quote but does not start with one',
  CSV_INVALID_CLOSING_QUOTE: 'text follows the closing quote of a cell of this row',
}

/** csv-parse counts bytes rightly, but CRLF inside quotes as two lines: so the lines are counted here. */
function readRecords(text: string, file: string): CsvRecord[] {
  const bytes = Buffer.from(text)
  const lineOf = createLineCounter(bytes)
  const records: CsvRecord[] = []
  let end = 0
  const nextLine = () => {
    while (bytes[end] === 10 || bytes[end] === 13) end++
    return lineOf(end)
  }
  const options: Options<string[]> = {
    relax_column_count: true,
    skip_empty_lines: true,
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
    on_record: (cells: (string | null)[], info) => {
      records.push({ cells, line: nextLine() })
      end = info.bytes
      return null
    },
  }
  try {
    parse(bytes, options)
    return records
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const problem = problems[cause.code] ?? cause.message
    const at = { file, line: nextLine() }
    throw retuneError('DATASET_BAD_SYNTAX', { format: 'CSV', problem }, { at, cause })
  }
}
