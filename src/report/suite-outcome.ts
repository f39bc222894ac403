import { countNoun } from '../core/count-noun.ts'
import type { SuiteReport } from '../core/run-report.ts'
import { escapeControl } from './escape-control.ts'

/** Does a suite fail its run? Its gate decides; without one, a failed case does, or more errored ones than allowed. So does a part, where the budget left cases out. */
export function suiteFails(suite: SuiteReport): boolean {
  const { gate, metrics, results, notAsked } = suite
  if (notAsked && !notAsked.allowed) return true
  if (gate) return !gate.passed
  const lost = results.some(({ critical, verdict }) => critical && verdict === 'error')
  return metrics.failed > 0 || !errorsHold(suite) || lost
}

/** Are there no more errored cases than a suite may have? */
export function errorsHold({ metrics, errorsAllowed = 0 }: SuiteReport): boolean {
  return metrics.errored <= errorsAllowed
}

/** Does nothing speak against a suite since no case of it was judged: all were left out, or no scorer had a word to say? */
export function isUnjudged(suite: SuiteReport): boolean {
  const { passed, failed, errored } = suite.metrics
  return passed + failed + errored === 0 && !suite.notAsked && !suite.partial && !suiteFails(suite)
}

/** What a failing suite fails by, in words. */
export function describeOutcome({ gate, metrics, errorsAllowed = 0, notAsked }: SuiteReport): string {
  const left = notAsked && !notAsked.allowed ? [describeNotAsked(notAsked.cases)] : []
  if (gate) return [gate.reason, ...left].join('; ')
  const { failed, errored } = metrics
  const parts = [
    ...(failed > 0 ? [`${countNoun(failed, 'case')} failed`] : []),
    ...(errored > 0
      ? [`${countNoun(errored, 'case')} could not be asked or scored, ${errorsAllowed} allowed`]
      : []),
    ...left,
  ]
  return parts.join('; ')
}

/** `900 cases were not asked, since the budget was used up` */
export function describeNotAsked(cases: number): string {
  return `${countNoun(cases, 'case was', 'cases were')} not asked, since the budget was used up`
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
