import { countNoun } from '../core/count-noun.ts'
import type { DiagnosticReport } from '../core/diagnosis.ts'
import type { SuiteReport } from '../core/run-report.ts'
import { oneLine } from './escape-control.ts'
import { formatPercent } from './format-number.ts'
import type { Page } from './page.ts'
import { wrapText } from './text-layout.ts'

const shownGone = 5
const shownOverconfident = 3
const nameLength = 60
/** A smaller share of overconfident failures is nothing to act on. */
const notable = 0.5
const mostLines = 4

/** What the topics leave to say: which ones are gone, and whether the model was sure of its wrong answers. */
export function renderFindings({ diagnosis, topicsSince }: SuiteReport, { width, paint }: Page): string[] {
  if (!diagnosis) return []
  const gone = describeGone(diagnosis, topicsSince)
  const overconfidence = describeOverconfidence(diagnosis)
  return [
    ...(gone === undefined ? [] : wrapText(gone, width, mostLines).map(paint.green)),
    ...(overconfidence === undefined ? [] : wrapText(overconfidence, width, mostLines).map(paint.yellow)),
  ]
}

function describeGone({ gone }: DiagnosticReport, since: SuiteReport['topicsSince']): string | undefined {
  if (gone.length === 0) return undefined
  const names = gone
    .slice(0, shownGone)
    .map(({ name, cases }) => `${oneLine(name, nameLength)} (${countNoun(cases, 'case')})`)
  const rest = gone.length - names.length
  return `Gone since the ${since === 'baseline' ? 'baseline' : 'last run'}: ${[...names, ...(rest > 0 ? [`${rest} more`] : [])].join(', ')}`
}

function describeOverconfidence({ calibration, topics }: DiagnosticReport): string | undefined {
  if (!calibration || calibration.overconfident < notable) return undefined
  const names = new Map(topics.map(({ id, name }) => [id, name]))
  const most = calibration.topics.slice(0, shownOverconfident).flatMap(({ id, overconfident }) => {
    const name = names.get(id)
    return name === undefined ? [] : [`"${oneLine(name, nameLength)}" (${formatPercent(overconfident, 0)})`]
  })
  const where = most.length > 0 ? `, most in ${most.join(', ')}` : ''
  return `Overconfident in ${formatPercent(calibration.overconfident, 0)} of the failures with a confidence${where}`
}
