export interface MarkdownColumn<Row> {
  readonly head: string
  readonly align?: 'right'
  /** Safe Markdown on one line; nothing where the row has no such value. */
  readonly cell: (row: Row) => string
}

/** A table without the columns that no row has a value for. */
export function markdownTable<Row>(columns: readonly MarkdownColumn<Row>[], rows: readonly Row[]): string {
  const filled = columns
    .map((column) => ({ ...column, cells: rows.map(column.cell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  if (filled.length === 0) return ''
  const lines = rows.map((_, index) => filled.map(({ cells }) => cells[index] ?? ''))
  return [
    filled.map(({ head }) => head),
    filled.map(({ align }) => (align === 'right' ? '---:' : '---')),
    ...lines,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
