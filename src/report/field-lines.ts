import { indent, inset, type Page } from './page.ts'
import { flow, type Span } from './text-layout.ts'

/** A label and what belongs to it, continued below itself where one line is not enough; nothing without content. */
export function fieldLines(label: string, spans: readonly Span[], page: Page, labelWidth = 8): string[] {
  const { width, paint } = inset(page, labelWidth)
  return indent(flow(spans, width), labelWidth).map((line, index) =>
    index === 0 ? paint.dim(label.padEnd(labelWidth)) + line.slice(labelWidth) : line,
  )
}
