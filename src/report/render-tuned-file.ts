import type { TuneResult } from '../core/tune-result.ts'
import { escapeControl } from './escape-control.ts'
import { createPage, indent, inset, type Page } from './page.ts'
import type { RenderOptions } from './render-options.ts'
import { flow, type Span } from './text-layout.ts'

/** What became of the prompt file, for a terminal, once the user has decided. No last newline. */
export function renderTunedFile(result: TuneResult, options: RenderOptions): string {
  return indent(fileLines(result, inset(createPage(options), 2))).join('\n')
}

export function fileLines(result: TuneResult, { width, paint }: Page): string[] {
  const { before, after, written, out, accepted, declined, dryRun, stop, iterations, folder } = result
  const path = (text: string): Span => ({ text: escapeControl(text), paint: paint.cyan, whole: true })
  const file = path(result.promptFile)
  const line = (...parts: Span[]) => flow(parts, width, ' ')
  if (before === after) {
    return line(file, {
      text: `is unchanged${iterations.length > 1 ? ': no revision did better on dev' : ''}`,
    })
  }
  const edited = result.edited ? [{ text: 'with your changes' }] : []
  if (written) return line({ text: 'Written to', paint: paint.green }, file, ...edited)
  if (out !== undefined) {
    return [
      ...line({ text: 'Written to', paint: paint.green }, path(out), ...edited),
      ...line(file, { text: 'is as it was' }),
    ]
  }
  if (accepted === false) {
    return line(file, { text: 'is as it was: the gain of the tuned prompt is not significant' })
  }
  if (dryRun) return line({ text: 'Dry run:' }, file, { text: 'was not written' })
  if (declined) {
    const kept = path(`${folder}/tuned.prompt.md`)
    return line(file, { text: 'was not written; the tuned prompt is kept in' }, kept)
  }
  return line(file, {
    text: `was not written${stop.code === 'interrupted' ? ': the tuning was interrupted' : ''}`,
  })
}
