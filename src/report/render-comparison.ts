import stringWidth from 'string-width'
import { type Split, splits } from '../core/case.ts'
import { countNoun } from '../core/count-noun.ts'
import type { Metrics } from '../core/metrics.ts'
import type { SplitMetrics, TuneResult } from '../core/tune-result.ts'
import { drawTable } from './draw-table.ts'
import { oneLine } from './escape-control.ts'
import { formatChange, formatPercent, formatScore } from './format-number.ts'
import { indent, inset, type Page } from './page.ts'
import { cutText, flow, type Paint } from './text-layout.ts'

interface Line {
  readonly label: string
  readonly seed: string
  readonly tuned: string
  readonly change: string
  readonly paint: Paint
}

interface Group {
  readonly title: string
  readonly detail: string
  readonly lines: readonly Line[]
}

/** Columns for the name of a scorer: as many as the table leaves, within these. */
const scorerWidth = { least: 10, most: 20, others: 48 }

/** Seed against tuned prompt on each split, and in length: a table, or a list where there is no room for one. */
export function renderComparison({ seed, tuned }: TuneResult, page: Page): string[] {
  const groups = [
    ...splits.map((split) => splitGroup(split, seed, tuned, page)),
    { title: 'prompt', detail: '', lines: [lengthLine(seed.promptLength, tuned.promptLength, page)] },
  ].filter(({ lines }) => lines.length > 0)
  return page.tables ? drawGroups(groups, page) : listGroups(groups, page)
}

function splitGroup(split: Split, seed: SplitMetrics, tuned: SplitMetrics, page: Page): Group {
  const [before, after] = [seed[split], tuned[split]]
  const cases = after?.cases ?? before?.cases ?? 0
  const higher = compare(page, 1)
  const lower = compare(page, -1)
  const lines = [
    higher('pass rate', before?.passRate, after?.passRate, 'percent'),
    higher('score', before?.score, after?.score),
    ...scorerNames(before, after).map((name) =>
      higher(scorerLabel(name, page), before?.scores[name], after?.scores[name]),
    ),
    lower('Brier', before?.brier, after?.brier),
    lower('Brier logprobs', before?.logprobs?.brier, after?.logprobs?.brier),
    ...(split === 'dev' ? [higher('objective', seed.objective, tuned.objective)] : []),
  ]
  const detail = partDetail(split, seed, tuned) ?? countNoun(cases, 'case')
  return { title: split, detail, lines: lines.filter((line) => line !== undefined) }
}

/** Where not all rows of a split were asked: how many of the seed and of the tuned prompt. */
function partDetail(split: Split, seed: SplitMetrics, tuned: SplitMetrics): string | undefined {
  if (split === 'test') return undefined
  const [before, after] = [seed.asked?.[split], tuned.asked?.[split]]
  const of = before?.of ?? after?.of
  if (of === undefined) return undefined
  const rows = [...new Set([before?.rows ?? of, after?.rows ?? of])]
  return `${rows.join(' / ')} of ${of} rows`
}

function scorerLabel(name: string, { width }: Page): string {
  const { least, most, others } = scorerWidth
  return cutText(oneLine(name, 200), Math.min(most, Math.max(least, width - others)))
}

/** The scorers, where there are several: the score is their mean, and an objective may weigh them on their own. */
function scorerNames(...metrics: readonly (Metrics | undefined)[]): string[] {
  const names = [...new Set(metrics.flatMap((one) => Object.keys(one?.scores ?? {})))]
  return names.length > 1 ? names : []
}

/** A line for a measure of which more (`better` 1) or less (-1) is better; none when neither prompt has it. */
function compare({ paint }: Page, better: 1 | -1) {
  return (
    label: string,
    seed: number | null = null,
    tuned: number | null = null,
    unit?: 'percent',
  ): Line | undefined => {
    if (seed === null && tuned === null) return undefined
    const show = (value: number | null) => (unit ? formatPercent(value) : formatScore(value, 3))
    const change = unit ? formatChange(scale(seed), scale(tuned), 1, ' pts') : formatChange(seed, tuned, 3)
    const gain = ((tuned ?? 0) - (seed ?? 0)) * better
    const neutral = Number.isNaN(Number.parseFloat(change)) || Number.parseFloat(change) === 0
    const color = neutral ? paint.dim : gain > 0 ? paint.green : paint.red
    return { label, seed: show(seed), tuned: show(tuned), change, paint: color }
  }
}

function scale(share: number | null): number | null {
  return share === null ? null : share * 100
}

function lengthLine(seed: number, tuned: number, { paint }: Page): Line {
  return {
    label: 'characters',
    seed: String(seed),
    tuned: String(tuned),
    change: formatChange(seed, tuned, 0),
    paint: paint.dim,
  }
}

function drawGroups(groups: readonly Group[], page: Page): string[] {
  const lines = groups.flatMap((group) => group.lines)
  const widest = (texts: readonly string[], least: number) =>
    Math.max(least, ...texts.map((text) => stringWidth(text)))
  const right = 'right' as const
  const columns = [
    {
      head: '',
      width: widest(
        groups.flatMap(({ title, detail }) => [title, detail]),
        0,
      ),
    },
    {
      head: '',
      width: widest(
        lines.map(({ label }) => label),
        0,
      ),
    },
    {
      head: 'seed',
      width: widest(
        lines.map(({ seed }) => seed),
        4,
      ),
      align: right,
    },
    {
      head: 'tuned',
      width: widest(
        lines.map(({ tuned }) => tuned),
        5,
      ),
      align: right,
    },
    {
      head: 'change',
      width: widest(
        lines.map(({ change }) => change),
        6,
      ),
      align: right,
    },
  ]
  const rows = groups.map(({ title, detail, lines: own }) => [
    [page.paint.bold(title), ...(own.length > 1 ? [page.paint.dim(detail)] : [])],
    own.map(({ label }) => label),
    own.map(({ seed }) => page.paint.dim(seed)),
    own.map(({ tuned }) => tuned),
    own.map(({ change, paint }) => paint(change)),
  ])
  return drawTable(columns, rows, page)
}

function listGroups(groups: readonly Group[], page: Page): string[] {
  const { width } = inset(page, 2)
  return groups.flatMap(({ title, detail, lines }) => [
    page.paint.bold(title) + (detail === '' ? '' : page.paint.dim(`, ${detail}`)),
    ...indent(
      lines.flatMap(({ label, seed, tuned, change, paint }) =>
        flow([{ text: `${label} ${seed} → ${tuned}` }, { text: change, paint }], width, '  '),
      ),
    ),
  ])
}
