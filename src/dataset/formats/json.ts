import { retuneError } from '../../core/errors.ts'
import { readJsonData } from '../json-data.ts'
import { locateJsonError } from '../json-error.ts'
import { elementOffsets, memberOffset, skipSpace } from '../json-positions.ts'
import { createLineCounter } from '../line-counter.ts'
import type { DatasetFormat } from '../raw-row.ts'
import { findRowList } from '../row-list.ts'

/** An array of rows, or an object that holds it under `cases`, `rows` or `data`. */
export const json: DatasetFormat = {
  extensions: ['.json'],
  parse(text, file) {
    const { key, rows } = findRowList(parseJson(text, file), file)
    const top = skipSpace(text, 0)
    const offsets = elementOffsets(text, key === undefined ? top : (memberOffset(text, top, key) ?? top))
    const lineOf = createLineCounter(text)
    return rows.map((row, index) => ({ ...readJsonData(row), line: lineOf(offsets[index] ?? top) }))
  },
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const { offset, problem } = locateJsonError(text)
    const at = { file, line: createLineCounter(text)(offset) }
    throw retuneError('DATASET_BAD_SYNTAX', { format: 'JSON', problem }, { at, cause })
  }
}
