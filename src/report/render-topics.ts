import stringWidth from 'string-width'
import { countNoun } from '../core/count-noun.ts'
import type { Topic } from '../core/diagnosis.ts'
import type { Location } from '../core/location.ts'
import type { SuiteReport } from '../core/run-report.ts'
import { type Cell, drawTable, tableFrame } from './draw-table.ts'
import { oneLine } from './escape-control.ts'
import { type ExamplePlace, placeOf, placeWidth, renderPlace } from './example-place.ts'
import { formatPercent } from './format-number.ts'
import { indent, inset, type Page } from './page.ts'
import { flow, type Span, wrapText } from './text-layout.ts'
import { topicChange } from './topic-change.ts'

interface TopicEntry {
  readonly name: string
  readonly definition: string
  readonly cases: number
  /** Since the report before. */
  readonly change: Span | undefined
  readonly share: string
  readonly examples: readonly ExamplePlace[]
}

/** Columns for the numbers of a table row, and their heads. */
const leastNumberWidth = 5
/** With this much room for the text of a topic, its examples may stand beside it. */
const roomyText = 44
const readableText = 72
const idWidth = 12
const shownExamples = 2
const nameLineCount = 2
const definitionLines = 2

/** The failure topics of a suite, largest first: a table, or a list where there is no room for one. */
export function renderTopics(suite: SuiteReport, page: Page): string[] {
  const topics = [...(suite.diagnosis?.topics ?? [])].sort((a, b) => b.prevalence - a.prevalence)
  const retained = topics.filter((topic) => topic.retained)
  if (retained.length === 0) return []
  const rows = new Map(suite.results.map(({ id, at }) => [id, at]))
  const entries = retained.map((topic) => toEntry(topic, rows, page))
  const lines = [...drawEntries(entries, page), ...countRest(suite, page)]
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function toEntry(topic: Topic, rows: ReadonlyMap<string, Location | undefined>, page: Page): TopicEntry {
  const examples = new Map(topic.examples.map(({ caseId, at }) => [caseId, at]))
  const ids = [...new Set([...examples.keys(), ...topic.caseIds])].slice(0, shownExamples)
  return {
    name: oneLine(topic.name, 200),
    definition: oneLine(topic.definition),
    cases: new Set(topic.caseIds).size,
    change: topicChange(topic, page),
    share: formatPercent(topic.prevalence, 0),
    examples: ids.map((id) => placeOf({ id, at: examples.get(id) ?? rows.get(id) })),
  }
}

function drawEntries(entries: readonly TopicEntry[], page: Page): string[] {
  const examples = entries.flatMap((entry) => entry.examples)
  const beside = Math.max(0, ...examples.map((example) => placeWidth(example, idWidth)))
  const numbers = 2 * numberWidth(entries)
  const roomBeside = page.width - tableFrame(4) - numbers - beside
  if (page.tables && roomBeside >= roomyText) return drawBeside(entries, roomBeside, beside, page)
  const roomAbove = page.width - tableFrame(3) - numbers
  const places = Math.max(0, ...examples.map((example) => placeWidth(example, 0)))
  if (page.tables && places <= roomAbove) return drawAbove(entries, roomAbove, page)
  return drawList(entries, page)
}

function drawBeside(entries: readonly TopicEntry[], room: number, beside: number, page: Page): string[] {
  const width = textWidth(entries, room)
  const columns = [...numberedColumns(width, entries), { head: 'Examples', width: beside }]
  const rows = entries.map((entry) => [
    topicCell(entry, { ...page, width }),
    ...numberCells(entry),
    entry.examples.map((example) => renderPlace(example, beside, page)),
  ])
  return drawTable(columns, rows, page)
}

function drawAbove(entries: readonly TopicEntry[], room: number, page: Page): string[] {
  const rows = entries.map((entry) => [
    [
      ...topicCell(entry, { ...page, width: room }),
      ...entry.examples.map((example) => renderPlace(example, room, page)),
    ],
    ...numberCells(entry),
  ])
  return drawTable(numberedColumns(room, entries), rows, page)
}

function drawList(entries: readonly TopicEntry[], page: Page): string[] {
  const inner = inset(page, 2)
  return entries.flatMap((entry) => [
    ...nameLines(entry, page),
    ...indent([
      ...wrapText(listedNumbers(entry), inner.width).map(page.paint.dim),
      ...wrapText(entry.definition, inner.width, definitionLines),
      ...entry.examples.map((example) => renderPlace(example, inner.width, page)),
    ]),
    '',
  ])
}

function listedNumbers({ cases, change, share }: TopicEntry): string {
  return `${countNoun(cases, 'case')}${change ? ` (${change.text})` : ''}, share ${share}`
}

function numberedColumns(width: number, entries: readonly TopicEntry[]) {
  const number = { width: numberWidth(entries), align: 'right' as const }
  return [
    { head: 'Failure topic', width },
    { head: 'Cases', ...number },
    { head: 'Share', ...number },
  ]
}

function numberWidth(entries: readonly TopicEntry[]): number {
  const texts = entries.flatMap(({ cases, change }) => [String(cases), change?.text ?? ''])
  return Math.max(leastNumberWidth, ...texts.map((text) => text.length))
}

/** The change stands below the number. */
function numberCells({ cases, change, share }: TopicEntry): Cell[] {
  return [[String(cases), ...(change ? [(change.paint ?? String)(change.text)] : [])], [share]]
}

function topicCell(entry: TopicEntry, page: Page): string[] {
  return [...nameLines(entry, page), ...wrapText(entry.definition, page.width, definitionLines)]
}

function nameLines({ name }: TopicEntry, { width, paint }: Page): string[] {
  return wrapText(name, width, nameLineCount).map((line) => paint.bold(line))
}

/** No wider than the texts need, nor than the eye likes. */
function textWidth(entries: readonly TopicEntry[], room: number): number {
  const widest = Math.max(
    ...entries.flatMap(({ name, definition }) => [stringWidth(name), stringWidth(definition)]),
  )
  return Math.min(room, Math.max(widest, roomyText), readableText)
}

/** The topics that are not retained, and the failures that are in none. */
function countRest({ diagnosis }: SuiteReport, { width, paint }: Page): string[] {
  const rest = (diagnosis?.topics ?? []).filter((topic) => !topic.retained)
  const cases = new Set(rest.flatMap(({ caseIds }) => caseIds)).size
  const fresh = rest.filter(({ change }) => change === 'new').length
  const others = new Set(diagnosis?.other.caseIds).size
  const smaller = `${countNoun(rest.length, 'smaller topic')}${fresh > 0 ? ` (${fresh} new)` : ''}`
  return flow(
    [
      ...(rest.length > 0 ? [{ text: `${smaller}, ${countNoun(cases, 'case')}`, paint: paint.dim }] : []),
      ...(others > 0
        ? [{ text: `${countNoun(others, 'case')} with failures in no topic`, paint: paint.dim }]
        : []),
    ],
    width,
  )
}
