import { type DiffLine, diffLines } from './diff-lines.ts'
import type { Page } from './page.ts'
import { breakLines, cutText, type Paint } from './text-layout.ts'

const signs = { kept: ' ', removed: '-', added: '+', gap: ' ' }

/** The unified diff of two versions of a prompt: line number, sign, text; a line that goes on has neither number nor sign. */
export function renderPromptDiff(before: string, after: string, page: Page): string[] {
  const lines = diffLines(before, after)
  const digits = String(lines.reduce((most, { number }) => Math.max(most, number), 0)).length
  return lines.flatMap((line) => renderLine(line, digits, page))
}

function renderLine(line: DiffLine, digits: number, { width, paint }: Page): string[] {
  if (line.kind === 'gap') return [paint.dim(`${' '.repeat(digits)} ⋯`)]
  const color = { kept: paint.dim, removed: paint.red, added: paint.green }[line.kind]
  const gutter = `${String(line.number).padStart(digits)} `
  const room = width - digits - 3
  if (line.kind === 'kept') return [paint.dim(`${gutter}  ${cutText(line.text, room)}`.trimEnd())]
  const highlight: Paint = (text) => color(paint.inverse(text))
  const texts = breakLines(line.text, room).map((range) => paintRange(line, range, color, highlight))
  const [first = '', ...others] = texts
  return [
    `${paint.dim(gutter)}${color(signs[line.kind])}${first === '' ? '' : ` ${first}`}`,
    ...others.map((text) => `${' '.repeat(digits + 3)}${text}`),
  ]
}

/** A part of a line, with its changed words highlighted. */
function paintRange(
  line: DiffLine,
  [start, end]: readonly [number, number],
  plain: Paint,
  highlight: Paint,
): string {
  let text = ''
  let at = start
  for (const [from, to] of line.changed) {
    if (to <= at || from >= end) continue
    if (from > at) text += plain(line.text.slice(at, from))
    text += highlight(line.text.slice(Math.max(from, at), Math.min(to, end)))
    at = Math.min(to, end)
  }
  return at < end ? text + plain(line.text.slice(at, end)) : text
}
