import type { TemplateLine } from '../template-lines.ts'
import { type LayoutChoice, mapLines } from './layout-choice.ts'

const rule = /^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$/
const item = /^([ \t]*)[-*+•]([ \t]+\S.*)$/
const numbered = /^([ \t]*)\(?(\d{1,3})[.)]([ \t]+\S.*)$/

/** The marks of lists whose items have no numbers; they get none, which would say that their order counts. */
export const bullets: LayoutChoice = {
  styles: ['-', '*', '•'].map((mark) => ({
    what: `bullets ${mark}`,
    apply: (lines) => mapLines(lines, (text) => (rule.test(text) ? text : text.replace(item, `$1${mark}$2`))),
  })),
}

/** How the numbers of numbered lists are written; each keeps its own. */
export const numbers: LayoutChoice = {
  styles: [
    { what: 'numbers 1.', write: '$1$2.$3' },
    { what: 'numbers 1)', write: '$1$2)$3' },
    { what: 'numbers (1)', write: '$1($2)$3' },
  ].map(({ what, write }) => ({
    what,
    apply: (lines) =>
      mapLines(lines, (text) => (isNumbered(lines, text) ? text.replace(numbered, write) : text)),
  })),
}

/** A number by itself at the start of a line may be anything; one that has a neighbour counts items. */
function isNumbered(lines: readonly TemplateLine[], text: string): boolean {
  const [, indent, digits] = numbered.exec(text) ?? []
  if (digits === undefined) return false
  const value = Number(digits)
  return lines.some((line) => {
    const [, otherIndent, other] = (line.fixed ? null : numbered.exec(line.text)) ?? []
    return otherIndent === indent && Math.abs(Number(other) - value) === 1
  })
}
