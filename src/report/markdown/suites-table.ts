import type { ChangeVerdict } from '../../core/comparison.ts'
import { countNoun } from '../../core/count-noun.ts'
import type { SuiteReport } from '../../core/run-report.ts'
import { addUsage, noUsage } from '../../core/usage.ts'
import { usageOfSuite } from '../../core/usage-of-suite.ts'
import { formatDollars, formatPercent, formatScore, formatTokens } from '../format-number.ts'
import { isUnjudged, suiteFails } from '../suite-outcome.ts'
import { fold } from './fold.ts'
import { type MarkdownColumn, markdownTable } from './markdown-table.ts'
import type { Section } from './section.ts'
import { byWeight, isQuiet } from './suite-change.ts'
import { suiteTitle } from './suite-title.ts'

/** With more suites than these, those that hold as before are folded. */
const glance = 10
/** Rows at most in one table. */
const mostRows = 100

/** A row for each suite, what failed or changed first; of many suites those with nothing new stand in a fold. */
export function suiteTables(suites: readonly SuiteReport[]): Section[] {
  const ordered = byWeight(suites)
  const quiet = suites.length > glance ? ordered.filter(isQuiet) : []
  const loud = quiet.length > 0 ? ordered.filter((suite) => !isQuiet(suite)) : ordered
  const as = quiet.some(({ baseline }) => baseline) ? 'as before' : 'passed'
  return [
    { text: drawRows(loud), rank: 1, kind: 'table of suites' },
    {
      text: fold(`${countNoun(quiet.length, 'more suite')} ${as}`, drawRows(quiet)),
      rank: 8,
      kind: 'table of suites without a change',
    },
  ]
}

function drawRows(suites: readonly SuiteReport[]): string {
  const table = markdownTable(columnsFor(suites), suites.slice(0, mostRows))
  const rest = suites.length - mostRows
  return rest > 0 ? `${table}\n\n${countNoun(rest, 'more suite')} not shown` : table
}

function columnsFor(suites: readonly SuiteReport[]): MarkdownColumn<SuiteReport>[] {
  const priced = suites.some(({ dollars }) => typeof dollars === 'number')
  return [
    { head: 'Suite', cell: (suite) => `${mark(suite)} ${suiteTitle(suite)}` },
    { head: 'Pass rate', align: 'right', cell: passRate },
    { head: 'Base', align: 'right', cell: ({ baseline }) => share(baseline?.passRate?.base) },
    { head: 'Change (95 % interval)', cell: change },
    { head: 'Newly failing', align: 'right', cell: ({ baseline }) => count(baseline?.newlyFailing) },
    { head: 'Fixed', align: 'right', cell: ({ baseline }) => count(baseline?.fixed) },
    { head: 'Brier', align: 'right', cell: ({ metrics }) => score(metrics.brier) },
    {
      head: 'Brier (logprobs)',
      align: 'right',
      cell: ({ metrics }) => score(metrics.logprobs?.brier ?? null),
    },
    { head: 'Tokens', align: 'right', cell: tokens },
    { head: 'Cost (USD)', align: 'right', cell: ({ dollars }) => (priced ? formatDollars(dollars) : '') },
  ]
}

function mark(suite: SuiteReport): string {
  if (suiteFails(suite)) return '❌'
  return suite.metrics.errored > 0 || suite.partial || isUnjudged(suite) ? '⚠️' : '✅'
}

function passRate({ metrics: { passRate: rate, passed, failed } }: SuiteReport): string {
  return rate === null ? '' : `${formatPercent(rate)} (${passed}/${passed + failed})`
}

const verdictWords = {
  regression: '**drop**',
  improvement: '**gain**',
  'no-change': 'may be chance',
  'insufficient-data': 'insufficient data',
} satisfies Record<ChangeVerdict, string>

/** `-4.5 pts (-9.1 to +0.2), insufficient data`: of the cases that both sides judged. */
function change({ baseline }: SuiteReport): string {
  if (!baseline?.passRate) return ''
  const { mean, low, high } = baseline.passRate
  const word = verdictWords[baseline.significance.verdict]
  const same = baseline.newlyFailing.length + baseline.fixed.length === 0
  return same ? '0' : `${points(mean)} pts (${points(low)} to ${points(high)}), ${word}`
}

function points(value: number): string {
  const text = (100 * value).toFixed(1)
  return Number(text) === 0 ? '0' : `${value > 0 ? '+' : ''}${text}`
}

function tokens(suite: SuiteReport): string {
  const roles = Object.values(usageOfSuite(suite))
  const { inputTokens, outputTokens } = roles.reduce(addUsage, noUsage)
  return inputTokens + outputTokens === 0 ? '' : formatTokens(inputTokens + outputTokens)
}

function share(value: number | undefined): string {
  return value === undefined ? '' : formatPercent(value)
}

function count(ids: readonly string[] | undefined): string {
  return ids === undefined ? '' : String(ids.length)
}

function score(value: number | null): string {
  return value === null ? '' : formatScore(value, 3)
}
