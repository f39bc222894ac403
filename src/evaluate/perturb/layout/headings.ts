import type { TemplateLine } from '../template-lines.ts'
import { type LayoutChoice, mapLines } from './layout-choice.ts'

interface Heading {
  readonly title: string
  /** How many `#` it has; 1 where it has none. */
  readonly level: number
}

const marks = {
  '# X': ({ title, level }: Heading) => `${'#'.repeat(level)} ${title}`,
  '**X**': ({ title }: Heading) => `**${title}**`,
  'X:': ({ title }: Heading) => `${title}:`,
}

/** Headings as Markdown's, in bold, or with a colon. */
export const headings: LayoutChoice = {
  styles: Object.entries(marks).map(([mark, write]) => ({
    what: `headings ${mark}`,
    apply: (lines) =>
      mapLines(lines, (text, index) => {
        const heading = headingAt(lines, index)
        return heading ? write(heading) : text
      }),
  })),
}

const longestTitle = 5

/** Is there a heading on this line? A line that ends in a colon is one where it stands above something, alone and short. */
export function headingAt(lines: readonly TemplateLine[], index: number): Heading | undefined {
  const line = lines[index]
  if (!line || line.fixed) return undefined
  const [, marked, underMark] = /^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$/.exec(line.text) ?? []
  if (marked !== undefined && underMark !== undefined) return titled(underMark, marked.length)
  const [, bold] = /^\*\*([^*]+)\*\*:?[ \t]*$/.exec(line.text) ?? []
  if (bold !== undefined) return titled(bold, 1)
  const [, before] = /^(\p{Lu}[^:`]*):[ \t]*$/u.exec(line.text) ?? []
  const short = before !== undefined && before.split(/[ \t]+/).length <= longestTitle
  const alone = (lines[index - 1]?.text ?? '').trim() === ''
  const above = lines.slice(index + 1).some(({ text }) => text.trim() !== '')
  return short && alone && above ? titled(before, 1) : undefined
}

/** What holds a placeholder is no title of ours, and what ends as a sentence does no title at all. */
function titled(text: string, level: number): Heading | undefined {
  const title = text.trim().replace(/[ \t]*:$/, '')
  return title === '' || /\{\{|[.!?;,:*]$|^[*#]/.test(title) ? undefined : { title, level }
}
