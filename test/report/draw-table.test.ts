import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { drawTable, tableFrame } from '../../src/report/draw-table.ts'
import { oneLine } from '../../src/report/escape-control.ts'
import { createPage } from '../../src/report/page.ts'
import { cutText, wrapText } from '../../src/report/text-layout.ts'
import { nastyText } from './nasty-text.ts'

const page = createPage({ columns: 80, color: false })

test('draws cells of several lines, aligned', () => {
  const columns = [
    { head: 'Topic', width: 8 },
    { head: 'Cases', width: 5, align: 'right' as const },
  ]
  const rows = [
    [['配送', 'late'], ['31']],
    [['👩‍👩‍👧‍👦 ok'], ['4']],
  ]
  expect(drawTable(columns, rows, page).join('\n')).toMatchInlineSnapshot(`
    "┌──────────┬───────┐
    │ Topic    │ Cases │
    ├──────────┼───────┤
    │ 配送     │    31 │
    │ late     │       │
    ├──────────┼───────┤
    │ 👩‍👩‍👧‍👦 ok    │     4 │
    └──────────┴───────┘"
  `)
})

test('colours pass through whole', () => {
  const colored = createPage({ columns: 80, color: true })
  const lines = drawTable([{ head: '', width: 4 }], [[[colored.paint.red('ab')]]], colored)
  expect(lines[3]).toContain('\x1b[31mab\x1b[39m  ')
})

test('every line is as wide as the table, whatever is in it', () => {
  const cell = nastyText.map((raw) => wrapText(oneLine(raw), 20, 3))
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 4 }), nastyText, (rows, head) => {
      const columns = [
        { head: cutText(oneLine(head), 20), width: 20 },
        { head: 'right', width: 20, align: 'right' as const },
      ]
      const widths = drawTable(columns, rows, page).map((line) => stringWidth(line))
      expect(new Set(widths)).toEqual(new Set([40 + tableFrame(2)]))
    }),
  )
})
