import Table from 'cli-table3'
import type { Page } from './page.ts'
import { pad } from './text-layout.ts'

export interface Column {
  readonly head: string
  /** Columns of text; a border and a space on each side come on top. */
  readonly width: number
  readonly align?: 'left' | 'right'
}

/** The lines of a cell, coloured or not, each at most as wide as its column. */
export type Cell = readonly string[]

/** Stands for a line of a cell while the table is laid out. */
const mark = '\uE000'

/**
 * A table with rules between its rows. `cli-table3` measures text by older rules than ours and would push its borders out
 * of line at some emoji and scripts (and takes long over long texts), so it lays out one mark per line of a cell, and
 * the text takes the place of the mark and of the spaces that fill the column after it.
 */
export function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  page: Page,
): string[] {
  const heads = columns.map(({ head }) => (head === '' ? [] : [page.paint.dim(head)]))
  const body = [heads, ...rows].map((row) => screenLines(columns, row))
  const table = new Table({
    colWidths: columns.map(({ width }) => width + 2),
    style: { head: [], border: [] },
  })
  for (const lines of body) table.push(columns.map(() => lines.map(() => mark).join('\n')))
  const texts = body.flat(2).values()
  return table
    .toString()
    .split('\n')
    .map((line) =>
      line.replace(/\uE000 *(?= )|[^\uE000]+/g, (part) =>
        part.startsWith(mark) ? (texts.next().value ?? '') : page.paint.dim(part),
      ),
    )
}

/** What the borders and spaces of a table take on the screen. */
export function tableFrame(columns: number): number {
  return columns * 3 + 1
}

/** The texts of a row as they are printed: line by line, in each line column by column, padded. */
function screenLines(columns: readonly Column[], row: readonly Cell[]): string[][] {
  const height = Math.max(1, ...row.map((cell) => cell.length))
  return Array.from({ length: height }, (_, line) =>
    columns.map(({ width, align }, index) => pad(row[index]?.[line] ?? '', width, align)),
  )
}
