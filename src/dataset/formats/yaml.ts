import { isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { messageOf, retuneError } from '../../core/errors.ts'
import { readJsonData } from '../json-data.ts'
import type { DatasetFormat } from '../raw-row.ts'
import { findRowList } from '../row-list.ts'

/** A list of rows, or a map that holds it under `cases`, `rows` or `data`; anchors and `<<` merging are read. */
export const yaml: DatasetFormat = {
  extensions: ['.yaml', '.yml'],
  parse(text, file) {
    const lineCounter = new LineCounter()
    const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true })
    const lineOf = (offset: number) => lineCounter.linePos(offset).line
    const bad = (problem: string, offset: number | undefined, cause: unknown) => {
      const at = { file, line: offset === undefined ? undefined : lineOf(offset) }
      return retuneError('DATASET_BAD_SYNTAX', { format: 'YAML', problem }, { at, cause })
    }
    const [error] = document.errors
    if (error) throw bad(error.message, error.pos[0], error)

    let data: unknown
    try {
      data = document.toJS({ maxAliasCount: 10_000 })
    } catch (cause) {
      throw bad(messageOf(cause), undefined, cause)
    }
    const { key, rows } = findRowList(data, file)
    const nodes = listNodes(document.contents, key)
    return rows.map((row, index) => ({ ...readJsonData(row), line: lineOf(nodes[index]?.range[0] ?? 0) }))
  },
}

function listNodes(contents: ParsedNode | null, key: string | undefined): readonly ParsedNode[] {
  if (isSeq(contents)) return contents.items.filter((item) => 'range' in item)
  if (!isMap(contents)) return []
  const pair = contents.items.find((item) => isScalar(item.key) && item.key.value === key)
  return pair ? listNodes(pair.value, undefined) : []
}
