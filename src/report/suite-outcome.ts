import type { SuiteReport } from '../core/run-report.ts'
import { escapeControl } from './escape-control.ts'

/** Does a suite fail its run? Its gate decides; without one, a failed or an errored case does. */
export function suiteFails({ gate, metrics }: SuiteReport): boolean {
  return gate ? !gate.passed : metrics.failed + metrics.errored > 0
}

const suiteEnding = /(\.prompt)?\.(test|spec)\.[cm]?[jt]sx?$/

/** The command that retunes a failing suite; nothing for a suite without a prompt file or without a failed case. */
export function tuneHint(suite: SuiteReport): string | undefined {
  if (!suite.prompt || suite.metrics.failed === 0 || !suiteFails(suite)) return undefined
  const file = suite.file.split(/[\\/]/).at(-1) ?? ''
  // A filter is a part of a path; one that starts with a dash would be an option.
  const filter = file.replace(suiteEnding, '').replace(/^-+/, '')
  const word = /^[\w.-]*$/.test(filter) ? filter : quote(escapeControl(filter))
  return `npx vitest --tune ${word}`.trimEnd()
}

/** One word for a shell, whatever a file is named. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
