import type { ChangeVerdict } from '../../core/comparison.ts'
import { countNoun } from '../../core/count-noun.ts'
import type { SuiteReport } from '../../core/run-report.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'
import { describeNotAsked, isUnjudged } from '../suite-outcome.ts'
import { suiteTitle } from './suite-title.ts'

/** Suites named beside what they have in common. */
const shownNames = 3

/** What there is to say of one suite: what its gate says, how it stands to its baseline, and what is missing. */
export function oneSuiteWords(suite: SuiteReport): string[] {
  const { significance, scoreSignificance } = suite.baseline ?? {}
  const changes = [significance, scoreSignificance].flatMap((one) =>
    one ? [escapeMarkdown(one.words, 300)] : [],
  )
  return [...gateWords(suite), ...changes, ...missingWords([suite])]
}

/** What became of the cases of several suites since their baselines. */
export function changeWords(suites: readonly SuiteReport[]): string[] {
  const compared = suites.flatMap(({ baseline }) => (baseline ? [baseline] : []))
  const broken = compared.reduce((sum, { newlyFailing }) => sum + newlyFailing.length, 0)
  const fixed = compared.reduce((sum, { fixed: ids }) => sum + ids.length, 0)
  return [
    ...(broken > 0 ? [`${countNoun(broken, 'case')} newly failing`] : []),
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
    ...(compared.length > 0 && broken + fixed === 0 ? ['no verdict changed since the baseline'] : []),
    ...significantWords(suites, 'regression', 'significant drop'),
    ...significantWords(suites, 'improvement', 'significant gain'),
    ...missingWords(suites),
  ]
}

/** The rules that do not hold, or the reason of the whole. */
export function gateWords({ gate }: SuiteReport): string[] {
  if (!gate) return []
  const broken = (gate.checks ?? []).filter(({ passed }) => !passed).map(({ reason }) => reason)
  const words = escapeMarkdown(broken.length > 0 ? broken.join('; ') : gate.reason, 300)
  return words === '' ? [] : [words]
}

function significantWords(suites: readonly SuiteReport[], verdict: ChangeVerdict, words: string): string[] {
  const found = suites.filter(({ baseline }) =>
    [baseline?.significance, baseline?.scoreSignificance].some((one) => one?.verdict === verdict),
  )
  if (found.length === 0) return []
  const names = found.slice(0, shownNames).map(suiteTitle)
  const rest = found.length - names.length
  return [`${words} in ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]
}

function missingWords(suites: readonly SuiteReport[]): string[] {
  const errored = suites.reduce((sum, { metrics }) => sum + metrics.errored, 0)
  const parts = suites.filter(
    ({ partial, metrics, notAsked }) => partial && metrics.errored === 0 && !notAsked,
  ).length
  const unjudged = suites.filter(isUnjudged).length
  const unasked = suites.reduce((sum, { notAsked }) => sum + (notAsked?.cases ?? 0), 0)
  return [
    ...(unasked > 0 ? [describeNotAsked(unasked)] : []),
    ...(errored > 0 ? [`${countNoun(errored, 'case')} could not be judged`] : []),
    ...(unjudged > 0
      ? [suites.length === 1 ? 'no case was judged' : `no case was judged of ${countNoun(unjudged, 'suite')}`]
      : []),
    ...(parts > 0
      ? [suites.length === 1 ? 'it ran in part' : `${countNoun(parts, 'suite')} ran in part`]
      : []),
  ]
}
