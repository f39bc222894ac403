import { retuneError } from '../core/errors.ts'
import type { JsonValue } from '../core/json.ts'
import type { Place } from './raw-row.ts'

const reserved = ['id', 'expected', 'split', 'tags', 'critical', 'skip', 'only', 'trials']
const groups = ['input', 'expected', 'pass', 'metadata']

/** Where a column's cells go in a row: a reserved key, or a member of an object. */
interface CsvColumn {
  readonly key: string
  readonly member: string | undefined
}

/** Reads a header; what is doubled, nameless or nearly a reserved name is an error. */
export function readColumns(names: readonly string[], at: Place): CsvColumn[] {
  const bad = (problem: string) => retuneError('DATASET_BAD_COLUMN', { problem }, { at })
  const columns = names.map((name, index) => {
    if (name === '') throw bad(`column ${index + 1} has no name`)
    const lower = name.toLowerCase()
    if (reserved.includes(lower) && name !== lower) {
      throw bad(`write "${lower}" for "${name}", or "input.${name}" if it is an input value`)
    }
    return readColumn(name)
  })
  const seen = new Set<string>()
  for (const { key, member } of columns) {
    const name = JSON.stringify([key, member])
    const shown = member === undefined ? key : `${key}.${member}`
    if (seen.has(name)) throw bad(`two columns give "${shown}"`)
    seen.add(name)
  }
  if (
    seen.has('["expected",null]') &&
    columns.some(({ key, member }) => key === 'expected' && member !== undefined)
  ) {
    throw bad('"expected" cannot stand beside "expected.NAME"')
  }
  if (!columns.some(({ key }) => key === 'input')) {
    throw bad('no column is an input value')
  }
  return columns
}

function readColumn(name: string): CsvColumn {
  if (reserved.includes(name)) return { key: name, member: undefined }
  const dot = name.indexOf('.')
  const group = name.slice(0, Math.max(dot, 0))
  if (groups.includes(group) && dot < name.length - 1) return { key: group, member: name.slice(dot + 1) }
  return { key: 'input', member: name }
}

/** An empty cell gives no reserved key, and an empty text as an input value. */
export function rowOfCells(cells: readonly (string | null)[], columns: readonly CsvColumn[]): JsonValue {
  const row: Record<string, JsonValue> = {}
  const members: Record<string, [string, string][]> = {}
  const filled = new Set(['input'])
  columns.forEach(({ key, member }, index) => {
    const cell = cells[index] ?? null
    if (member !== undefined) {
      members[key] ??= []
      members[key].push([member, cell ?? ''])
      if (cell !== null) filled.add(key)
    } else if (cell !== null) row[key] = readReserved(key, cell)
  })
  for (const [key, entries] of Object.entries(members)) {
    if (!filled.has(key)) continue
    row[key] = Object.fromEntries(
      key === 'pass' ? entries.map(([name, cell]) => [name, readNumber(cell)]) : entries,
    )
  }
  return row
}

/** What is no number is left for the check of the row to name. */
function readNumber(cell: string): JsonValue {
  return cell.trim() === '' || Number.isNaN(Number(cell)) ? cell : Number(cell)
}

const yes = ['true', 'yes', '1']
const no = ['false', 'no', '0', '']

function readReserved(key: string, cell: string): JsonValue {
  switch (key) {
    case 'tags':
      return cell
        .split(/[;,]/)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== '')
    case 'critical':
    case 'skip':
    case 'only': {
      const word = cell.trim().toLowerCase()
      return yes.includes(word) ? true : no.includes(word) ? false : cell
    }
    case 'trials':
      return readNumber(cell)
    default:
      return cell
  }
}
