import type { TemplateLine } from '../template-lines.ts'

/** One thing about a layout that can be done in several ways. */
export interface LayoutChoice {
  readonly styles: readonly LayoutStyle[]
}

export interface LayoutStyle {
  /** As reports tell it: `headings **X**`. */
  readonly what: string
  /** Changes no word, no placeholder, and no fixed line. */
  apply(lines: readonly TemplateLine[]): TemplateLine[]
}

/** The lines, each rewritten by itself; a fixed one never is. */
export function mapLines(
  lines: readonly TemplateLine[],
  rewrite: (text: string, index: number) => string,
): TemplateLine[] {
  return lines.map((line, index) => (line.fixed ? line : { ...line, text: rewrite(line.text, index) }))
}
