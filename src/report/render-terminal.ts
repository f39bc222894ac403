import type { RunReport, UnloadedSuite } from '../core/run-report.ts'
import { describeModels } from './describe-models.ts'
import { breakLogCommands } from './escape/break-log-commands.ts'
import { escapeControl, oneLine } from './escape-control.ts'
import { createPage, indent, type Page } from './page.ts'
import type { RenderOptions } from './render-options.ts'
import { renderSuite } from './render-suite.ts'
import { suiteFails } from './suite-outcome.ts'
import { flow, wrapText } from './text-layout.ts'

/**
 * The report of a run for a terminal: per suite its numbers, its failure topics (largest first), its errors and the command that
 * would repair it; failing suites last, where they are seen. No last newline; empty when no suite ran.
 */
export function renderTerminal(report: RunReport, options: RenderOptions): string {
  const { suites, unloaded = [] } = report
  const all = suites.length + unloaded.length
  if (all === 0) return ''
  const page = createPage(options)
  const failing = suites.filter(suiteFails).length + unloaded.length
  const count = `: ${all - failing} passed, ${failing} failed`
  const title = { text: `Prompt suites${all > 1 ? count : ''}`, paint: page.paint.bold }
  const ordered = report.suites.toSorted((a, b) => Number(suiteFails(a)) - Number(suiteFails(b)))
  const lines = [
    ...flow([title, ...describeModels(report.model, page)], page.width),
    ...budgetLines(report, page),
    ...ordered.flatMap((suite) => ['', ...renderSuite(suite, page)]),
    ...unloaded.flatMap((suite) => ['', ...unloadedLines(suite, page)]),
  ]
  return breakLogCommands(lines.join('\n'))
}

function unloadedLines({ name, file, message }: UnloadedSuite, page: Page): string[] {
  const { width, paint } = page
  const spans = [
    { text: `✗ ${oneLine(name, 200)}`, paint: (text: string) => paint.bold(paint.red(text)) },
    { text: escapeControl(file), paint: paint.dim, whole: true },
  ]
  const why = message === '' ? '' : `: ${oneLine(message)}`
  return [...flow(spans, width, '  '), ...indent(wrapText(`could not be loaded${why}`, width - 2))]
}

function budgetLines({ budgetOver }: RunReport, { width, paint }: Page): string[] {
  return budgetOver === undefined
    ? []
    : wrapText(`Nothing more was asked: ${oneLine(budgetOver)}.`, width).map(paint.yellow)
}
