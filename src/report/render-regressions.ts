import type { BaselineComparison, Delta } from '../core/comparison.ts'
import type { SuiteReport } from '../core/run-report.ts'
import { oneLine } from './escape-control.ts'
import { placeOf, renderPlace } from './example-place.ts'
import { formatChange } from './format-number.ts'
import { indent, inset, type Page } from './page.ts'
import { flow, type Span } from './text-layout.ts'

const shownFailing = 10
const shownFixed = 5
const idLength = 40

/** How the suite stands to its baseline, in one line of numbers; red or green only where that is beyond chance. */
export function changeSpans({ baseline }: SuiteReport, page: Page): Span[] {
  if (!baseline) return []
  const { passRate, significance, scoreSignificance } = baseline
  return [
    ...(passRate && significance.discordant > 0
      ? [{ text: describeDelta(passRate), paint: toneOf(significance.verdict, page) }]
      : []),
    { text: oneLine(significance.words), paint: toneOf(significance.verdict, page) },
    ...(scoreSignificance
      ? [{ text: oneLine(scoreSignificance.words), paint: toneOf(scoreSignificance.verdict, page) }]
      : []),
  ]
}

/** The cases that fail now and passed in the baseline, with their rows; of the others how many there are. */
export function renderRegressions({ baseline, results }: SuiteReport, page: Page): string[] {
  if (!baseline) return []
  const rows = new Map(results.map((result) => [result.id, result]))
  const { newlyFailing } = baseline
  const rest = newlyFailing.length - shownFailing
  const places = newlyFailing.slice(0, shownFailing).map((id) => placeOf(rows.get(id) ?? { id }))
  return [
    ...(places.length > 0 ? [page.paint.bold('Newly failing since the baseline')] : []),
    ...indent(places.map((place) => renderPlace(place, inset(page, 2).width, page))),
    ...(rest > 0 ? indent([page.paint.dim(`and ${rest} more`)]) : []),
    ...flow(countSpans(baseline, page), page.width),
  ]
}

function countSpans({ fixed, stillFailing, added, removed }: BaselineComparison, { paint }: Page): Span[] {
  const names = fixed.slice(0, shownFixed).map((id) => oneLine(id, idLength))
  const more = fixed.length > shownFixed ? ` and ${fixed.length - shownFixed} more` : ''
  return [
    ...(fixed.length > 0
      ? [{ text: `${fixed.length} fixed: ${names.join(', ')}${more}`, paint: paint.green }]
      : []),
    ...[
      [stillFailing.length, 'still failing'] as const,
      [added.length, 'new'] as const,
      [removed.length, 'removed'] as const,
    ].flatMap(([count, word]) => (count > 0 ? [{ text: `${count} ${word}`, paint: paint.dim }] : [])),
  ]
}

/** `-8.3 points, 95 % interval -16.0 to -0.5` */
function describeDelta({ mean, low, high }: Delta): string {
  const [at, from, to] = [mean, low, high].map((value) => formatChange(0, value * 100, 1))
  return `${at} points, 95 % interval ${from} to ${to}`
}

function toneOf(verdict: BaselineComparison['significance']['verdict'], { paint }: Page): Span['paint'] {
  if (verdict === 'regression') return paint.red
  return verdict === 'improvement' ? paint.green : undefined
}
