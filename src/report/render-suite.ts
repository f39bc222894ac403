import { formatFailureKinds, isFormatFailure } from '../core/case-result.ts'
import { groupDigits } from '../core/group-digits.ts'
import type { SuiteReport } from '../core/run-report.ts'
import { usageOfSuite } from '../core/usage-of-suite.ts'
import { describeCost } from './describe-cost.ts'
import { describeDiagnosisCost } from './describe-diagnosis-cost.ts'
import { describeKeptAnswers } from './describe-kept-answers.ts'
import { describeCalibration, describeLogprobGaps } from './describe-logprobs.ts'
import { describeUsage } from './describe-usage.ts'
import { escapeControl, oneLine } from './escape-control.ts'
import { fieldLines } from './field-lines.ts'
import { formatPercent, formatScore } from './format-number.ts'
import { indent, inset, type Page } from './page.ts'
import { renderErrors } from './render-errors.ts'
import { renderFailures } from './render-failures.ts'
import { renderFindings } from './render-findings.ts'
import { renderFlaky } from './render-flaky.ts'
import { changeSpans, renderRegressions } from './render-regressions.ts'
import { renderSensitivity } from './render-sensitivity.ts'
import { renderTopics } from './render-topics.ts'
import { suiteFails, tuneHint } from './suite-outcome.ts'
import { flow, type Span, wrapText } from './text-layout.ts'

/** One suite: its numbers, then why its cases failed, what could not be judged, and what to do next. */
export function renderSuite(suite: SuiteReport, page: Page): string[] {
  const inner = inset(page, 2)
  const topics = renderTopics(suite, inner)
  const blocks = [
    renderRegressions(suite, inner),
    topics.length > 0 ? topics : renderFailures(suite.results, inner),
    renderFindings(suite, inner),
    renderFlaky(suite.results, inner),
    renderSensitivity(suite, inner),
    renderErrors(suite.results, inner),
    renderNotes(suite, inner),
    renderHint(suite, inner),
  ]
  return [
    ...renderTitle(suite, page),
    ...indent(renderNumbers(suite, inner)),
    ...blocks.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...indent(lines)]),
  ]
}

function renderTitle(suite: SuiteReport, { width, paint }: Page): string[] {
  const fails = suiteFails(suite)
  const [color, mark] = fails ? [paint.red, '✗'] : [paint.green, '✓']
  const name = {
    text: `${mark} ${oneLine(suite.name, 200)}`,
    paint: (text: string) => paint.bold(color(text)),
  }
  const file = suite.prompt ? [{ text: escapeControl(suite.prompt.file), paint: paint.dim, whole: true }] : []
  return flow([name, ...file], width, '  ')
}

function renderNumbers(suite: SuiteReport, page: Page): string[] {
  const { metrics, diagnosis, gate } = suite
  const counts = [...countSpans(suite, page), ...partSpans(suite, page)]
  const scores = scoreSpans(suite)
  const all = usageOfSuite(suite)
  const used = describeUsage(all)
  const kept = describeKeptAnswers(all, suite.savedDollars)
  const cost = diagnosis && describeDiagnosisCost(diagnosis.cost)
  const usage = [used, describeCost(suite.costs), ...kept, cost].flatMap((text) =>
    text === undefined ? [] : [{ text }],
  )
  const clean = metrics.failed + metrics.errored === 0
  const fields: readonly (readonly [string, readonly Span[]])[] = clean
    ? [['cases', [...counts, ...scores, ...usage]]]
    : [
        ['cases', counts],
        ['scores', scores],
        ['format', formatSpans(suite)],
        ['usage', usage],
      ]
  const paint = gate?.passed ? page.paint.green : page.paint.red
  const gateSpans = gate ? [{ text: oneLine(gate.reason), paint }] : []
  return [...fields, ['change', changeSpans(suite, page)] as const, ['gate', gateSpans] as const].flatMap(
    ([label, spans]) => fieldLines(label, spans, page),
  )
}

/** Cases by verdict, and the pass rate. */
export function countSpans(
  {
    metrics,
    passRateInterval,
    kept,
    notAsked,
  }: Pick<SuiteReport, 'metrics' | 'passRateInterval' | 'kept' | 'notAsked'>,
  { paint }: Page,
): Span[] {
  const { passed, failed, errored, skipped, passRate, flaky = 0 } = metrics
  const counts: readonly (readonly [number, string, Span['paint']])[] = [
    [passed, 'passed', paint.green],
    [failed, 'failed', paint.red],
    [errored, 'errored', paint.yellow],
    [skipped - (notAsked?.cases ?? 0), 'skipped', paint.dim],
    [notAsked?.cases ?? 0, 'not asked for the budget', paint.yellow],
  ]
  const spans = counts.flatMap(([count, word, color]) =>
    count > 0 ? [{ text: `${groupDigits(count)} ${word}`, paint: color }] : [],
  )
  if (flaky > 0) spans.push({ text: `${groupDigits(flaky)} flaky`, paint: paint.yellow })
  if (kept !== undefined) spans.push({ text: `${groupDigits(kept)} of the last run`, paint: paint.dim })
  if (passRate === null) return spans
  const interval = passRateInterval
    ? ` (${formatPercent(passRateInterval.low, 0)} to ${formatPercent(passRateInterval.high, 0)})`
    : ''
  return [...spans, { text: `pass rate ${formatPercent(passRate)}${interval}`, paint: paint.bold }]
}

/** Says that numbers are of a part where the counts do not: after `-t`, an interruption or `--bail`. */
function partSpans({ partial, metrics, notAsked }: SuiteReport, { paint }: Page): Span[] {
  return partial && metrics.errored === 0 && !notAsked ? [{ text: 'ran in part', paint: paint.yellow }] : []
}

function scoreSpans({ metrics }: SuiteReport): Span[] {
  const scores = Object.entries(metrics.scores).flatMap(([name, score]) =>
    score === null ? [] : [{ text: `${oneLine(name, 100)} ${formatScore(score)}` }],
  )
  const { brier, ece, logprobs } = metrics
  const calibration = [
    ...describeCalibration('Brier', brier, logprobs?.brier),
    ...describeCalibration('ECE', ece, logprobs?.ece),
  ]
  return [...scores, ...calibration.map((text) => ({ text }))]
}

const kindWords = {
  refusal: 'refused',
  length: 'cut at the output limit',
  'content-filter': 'filtered',
  empty: 'empty',
  malformed: 'malformed',
} satisfies Record<(typeof formatFailureKinds)[number], string>

function formatSpans({ metrics, results }: SuiteReport): Span[] {
  if (!metrics.formatErrorRate) return []
  const bad = results.filter(isFormatFailure)
  const kinds = formatFailureKinds.flatMap((kind) => {
    const count = bad.filter((result) => result.kind === kind).length
    return count > 0 ? [`${count} ${kindWords[kind]}`] : []
  })
  const detail = kinds.length > 0 ? `: ${kinds.join(', ')}` : ''
  return [{ text: `${formatPercent(metrics.formatErrorRate)} of the outputs are unusable${detail}` }]
}

function renderNotes({ diagnosis, metrics }: SuiteReport, { width, paint }: Page): string[] {
  const gaps = describeLogprobGaps(metrics)
  return [...(diagnosis?.notes ?? []), ...(gaps === undefined ? [] : [gaps])].flatMap((note) =>
    wrapText(`note: ${oneLine(note)}`, width).map(paint.dim),
  )
}

function renderHint(suite: SuiteReport, { width, paint }: Page): string[] {
  const command = tuneHint(suite)
  if (!command) return []
  return flow(
    [{ text: 'To repair the prompt:' }, { text: command, paint: paint.cyan, whole: true }],
    width,
    ' ',
  )
}
