import { countNoun } from '../core/count-noun.ts'
import type { SuiteReport } from '../core/run-report.ts'
import {
  describeSpread,
  type KindRow,
  kindRows,
  sensitiveCases,
  sensitiveWords,
  sensitivityNotes,
  varied,
} from './describe-sensitivity.ts'
import { oneLine } from './escape-control.ts'
import { placeOf, renderPlace } from './example-place.ts'
import { indent, inset, type Page } from './page.ts'
import { flow, pad, wrapText } from './text-layout.ts'

const shownCases = 5
const gap = '  '

const columns: readonly { readonly head: string; readonly of: keyof KindRow; readonly left?: true }[] = [
  { head: 'Variant', of: 'kind', left: true },
  { head: 'Cases', of: 'cases' },
  { head: 'Pass rate', of: 'passRate' },
  { head: 'Change', of: 'change' },
  { head: 'Score', of: 'score' },
  { head: 'Spread', of: 'spread' },
  { head: 'Flips', of: 'flips', left: true },
]

/** How much the results hang on layout, order, typos and wording, and which cases do most. */
export function renderSensitivity({ sensitivity }: SuiteReport, page: Page): string[] {
  if (!sensitivity) return []
  const { paint } = page
  const inner = inset(page, 2)
  const moved = sensitiveCases(sensitivity)
  const count = `${countNoun(moved.length, 'case changes', 'cases change')} under variants`
  const rest = moved.length - shownCases
  const notes = sensitivityNotes(sensitivity)
  return [
    ...flow([{ text: 'Sensitivity', paint: paint.bold }, { text: varied(sensitivity) }], page.width),
    ...indent(wrapText(oneLine(describeSpread(sensitivity)), inner.width)),
    ...indent(renderKinds(kindRows(sensitivity), inner)),
    ...indent(notes.flatMap((note) => wrapText(oneLine(note), inner.width).map(paint.dim))),
    ...indent(moved.length > 0 ? wrapText(`${count}, the most sensitive first`, inner.width) : []),
    ...indent(
      moved
        .slice(0, shownCases)
        .flatMap((one) => [
          renderPlace(placeOf(one), inset(page, 4).width, page),
          ...indent(wrapText(sensitiveWords(one), inset(page, 6).width)),
        ]),
      4,
    ),
    ...indent(rest > 0 ? [paint.dim(`and ${rest} more`)] : [], 4),
  ]
}

function renderKinds(rows: readonly KindRow[], page: Page): string[] {
  const widths = columns.map(({ head, of }) => Math.max(head.length, ...rows.map((row) => row[of].length)))
  const whole = widths.reduce((sum, width) => sum + width + gap.length, -gap.length)
  if (whole > page.width) {
    return rows.flatMap((row) =>
      flow(
        columns.map(({ head, of }) => ({
          text: of === 'kind' ? row[of] : `${head.toLowerCase()} ${row[of]}`,
        })),
        page.width,
      ),
    )
  }
  const line = (cells: readonly string[]) =>
    columns
      .map(({ left }, index) => pad(cells[index] ?? '', widths[index] ?? 0, left ? 'left' : 'right'))
      .join(gap)
      .trimEnd()
  return [
    page.paint.dim(line(columns.map(({ head }) => head))),
    ...rows.map((row) => line(columns.map(({ of }) => row[of]))),
  ]
}
