import type { TemplateLine } from '../template-lines.ts'
import { type LayoutChoice, mapLines } from './layout-choice.ts'

const isGap = ({ text, fixed }: TemplateLine) => !fixed && text.trim() === ''

/** How many blank lines stand between blocks that have any between them. */
export const gaps: LayoutChoice = {
  styles: [1, 2].map((size) => ({
    what: size === 1 ? 'one blank line between blocks' : 'two blank lines between blocks',
    apply: (lines) =>
      lines.flatMap((line, index) => {
        if (!isGap(line)) return [line]
        const next = lines[index + 1]
        const outer = !next || lines.slice(0, index).every(isGap)
        return outer || isGap(next) ? [] : Array.from({ length: size }, () => ({ text: '', fixed: false }))
      }),
  })),
}

/** White space at the ends of lines. */
export const lineEnds: LayoutChoice = {
  styles: [
    { what: 'no space at line ends', end: '' },
    { what: 'a space at line ends', end: ' ' },
  ].map(({ what, end }) => ({
    what,
    apply: (lines) => mapLines(lines, (text) => (text.trim() === '' ? text : text.replace(/[ \t]*$/, end))),
  })),
}
