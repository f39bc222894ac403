import { countNoun } from '../core/count-noun.ts'
import type { LintFinding } from '../core/lint-finding.ts'
import { formatLocation } from '../core/location.ts'
import { escapeControl, oneLine } from './escape-control.ts'
import { createPage, indent, inset, type Page } from './page.ts'
import type { RenderOptions } from './render-options.ts'
import { wrapText } from './text-layout.ts'

export interface LintedSuite {
  readonly suite: string
  readonly findings: readonly LintFinding[]
}

const messageLines = 6

/** What lint found, suite by suite: each finding with its rule and its place. No last newline. */
export function renderLint(suites: readonly LintedSuite[], options: RenderOptions): string {
  const page = createPage(options)
  const all = suites.flatMap(({ findings }) => findings)
  const errors = all.filter(({ severity }) => severity === 'error').length
  const sum =
    all.length === 0
      ? `Nothing found in ${countNoun(suites.length, 'suite')}.`
      : `${countNoun(errors, 'error')}, ${countNoun(all.length - errors, 'warning')} in ${countNoun(suites.length, 'suite')}.`
  return [...suites.flatMap((suite) => renderSuite(suite, page)), sum].join('\n')
}

function renderSuite({ suite, findings }: LintedSuite, page: Page): string[] {
  if (findings.length === 0) return []
  const lines = findings.flatMap((finding) => renderFinding(finding, inset(page, 2)))
  return [page.paint.bold(oneLine(suite, 200)), ...indent(lines), '']
}

function renderFinding({ rule, severity, message, at }: LintFinding, page: Page): string[] {
  const { paint } = page
  const mark = severity === 'error' ? paint.red('error') : paint.yellow('warning')
  const place = at ? `  ${paint.dim(escapeControl(formatLocation(at)))}` : ''
  return [
    `${mark}  ${paint.cyan(rule)}${place}`,
    ...indent(wrapText(oneLine(message), page.width - 2, messageLines)),
  ]
}
