import { locateJsonError } from '../json-error.ts'
import type { DatasetFormat, FileRow } from '../raw-row.ts'

/** One JSON row a line; blank lines are skipped. */
export const jsonl: DatasetFormat = {
  extensions: ['.jsonl', '.ndjson'],
  parse(text) {
    const rows: FileRow[] = []
    let line = 0
    for (let start = 0; start < text.length; ) {
      const lineEnd = text.indexOf('\n', start)
      const end = lineEnd === -1 ? text.length : lineEnd
      const content = text.slice(start, end).trim()
      line++
      if (content !== '') rows.push(readLine(content, line))
      start = end + 1
    }
    return rows
  },
}

function readLine(content: string, line: number): FileRow {
  try {
    return { line, value: JSON.parse(content) }
  } catch {
    return { line, problem: `it is not valid JSON: ${locateJsonError(content).problem}` }
  }
}
