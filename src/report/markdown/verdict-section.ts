import type { BaselineComparison } from '../../core/comparison.ts'
import type { GateResult, RunReport, SuiteReport } from '../../core/run-report.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'
import { plural } from '../format-number.ts'
import { suiteFails } from '../suite-outcome.ts'
import type { Section } from './section.ts'
import { suiteTitle } from './suite-title.ts'

/** Reasons of more failing suites than these stand in the table only. */
const shownReasons = 5

/** The verdict as a GitHub alert: how many suites fail, what changed, and which gates say no. */
export function verdictSection({ suites }: RunReport): Section {
  const failing = suites.filter(suiteFails)
  const lines = [`**${headline(suites, failing)}**${changes(suites)}`, ...reasons(failing)]
  const alert = [`[!${alertKind(suites, failing)}]`, ...lines].map((line) => `> ${line}`)
  return { text: alert.join('\n'), rank: 0, kind: 'verdict' }
}

function alertKind(suites: readonly SuiteReport[], failing: readonly SuiteReport[]): string {
  if (failing.length > 0) return 'CAUTION'
  const doubtful = suites.some(
    ({ metrics, baseline, partial }) =>
      metrics.errored > 0 || (baseline?.newlyFailing.length ?? 0) > 0 || partial === true,
  )
  if (doubtful) return 'WARNING'
  return suites.length === 0 ? 'NOTE' : 'TIP'
}

function headline(suites: readonly SuiteReport[], failing: readonly SuiteReport[]): string {
  const [only] = suites
  if (!only) return 'No prompt suite ran'
  if (suites.length === 1) return `${suiteTitle(only)} ${failing.length === 1 ? 'fails' : 'passes'}`
  if (failing.length === 0) return `All ${suites.length} prompt suites pass`
  return `${failing.length} of ${suites.length} prompt suites ${failing.length === 1 ? 'fails' : 'fail'}`
}

/** What became of the cases since the baseline, over all suites that have one. */
function changes(suites: readonly SuiteReport[]): string {
  const compared = suites.flatMap(({ baseline }) => (baseline ? [baseline] : []))
  const [only] = compared
  const errored = suites.reduce((sum, { metrics }) => sum + metrics.errored, 0)
  const parts = suites.filter(({ partial, metrics }) => partial && metrics.errored === 0).length
  const broken = compared.reduce((sum, { newlyFailing }) => sum + newlyFailing.length, 0)
  const fixed = compared.reduce((sum, { fixed: ids }) => sum + ids.length, 0)
  const counts = [
    ...(broken > 0 ? [`${plural(broken, 'case')} newly failing`] : []),
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
    ...(compared.length > 0 && broken + fixed === 0 ? ['no verdict changed since the baseline'] : []),
    ...significant(suites, 'regression', 'significant drop'),
    ...significant(suites, 'improvement', 'significant gain'),
  ]
  const said = [
    ...(only && suites.length === 1 ? describeOne(only) : counts),
    ...(errored > 0 ? [`${plural(errored, 'case')} could not be judged`] : []),
    ...(parts > 0 ? [`${plural(parts, 'suite')} ran in part`] : []),
  ]
  return said.length > 0 ? `: ${said.join(', ')}` : ''
}

/** One suite has room for all the words. */
function describeOne({ significance, scoreSignificance }: BaselineComparison): string[] {
  return [significance, ...(scoreSignificance ? [scoreSignificance] : [])].map(({ words }) =>
    escapeMarkdown(words, 300),
  )
}

function significant(
  suites: readonly SuiteReport[],
  verdict: 'regression' | 'improvement',
  words: string,
): string[] {
  const found = suites.filter(({ baseline }) =>
    [baseline?.significance, baseline?.scoreSignificance].some((one) => one?.verdict === verdict),
  )
  if (found.length === 0) return []
  const names = found.slice(0, 3).map(suiteTitle)
  const rest = found.length - names.length
  return [`${words} in ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]
}

/** Why suites fail, where a gate says so. */
function reasons(failing: readonly SuiteReport[]): string[] {
  const said = failing.flatMap((suite) => (suite.gate ? [{ suite, why: gateReason(suite.gate) }] : []))
  const shown = said.slice(0, shownReasons).map(({ suite, why }) => `- ${suiteTitle(suite)}: ${why}`)
  return shown.length === 0 ? [] : ['', ...shown]
}

/** The checks that failed, or the reason of the whole. */
function gateReason({ checks, reason }: GateResult): string {
  const failed = (checks ?? []).filter(({ passed }) => !passed).map((check) => check.reason)
  return escapeMarkdown(failed.length > 0 ? failed.join('; ') : reason, 400)
}
