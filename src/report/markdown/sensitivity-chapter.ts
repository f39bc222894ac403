import type { SuiteReport } from '../../core/run-report.ts'
import type { Sensitivity } from '../../core/sensitivity.ts'
import {
  describeSpread,
  type KindRow,
  kindRows,
  sensitiveCases,
  sensitiveWords,
  sensitivityNotes,
  varied,
} from '../describe-sensitivity.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'
import type { PlaceOptions } from '../place-link.ts'
import { caseName } from './case-line.ts'
import { fold } from './fold.ts'
import { type MarkdownColumn, markdownTable } from './markdown-table.ts'
import type { Chapter, Section } from './section.ts'
import { byWeight } from './suite-change.ts'
import { suiteTitle } from './suite-title.ts'

const shownCases = 10

/** What variants do that should do nothing: the spread of each suite, with a table of kinds and its most sensitive cases in a fold. */
export function sensitivityChapter(suites: readonly SuiteReport[], options: PlaceOptions): Chapter {
  const sections = byWeight(suites).flatMap((suite): Section[] => {
    const { sensitivity } = suite
    if (!sensitivity) return []
    const of = suites.length > 1 ? ` of ${suiteTitle(suite)}` : ''
    const title = `Sensitivity${of}: ${escapeMarkdown(describeSpread(sensitivity), 300)}`
    return [{ text: fold(title, describe(sensitivity, options)), rank: 5, kind: 'sensitivity' }]
  })
  return { sections }
}

const columns: readonly MarkdownColumn<KindRow>[] = [
  { head: 'Variant', cell: ({ kind }) => escapeMarkdown(kind, 60) },
  { head: 'Cases', align: 'right', cell: ({ cases }) => cases },
  { head: 'Pass rate', align: 'right', cell: ({ passRate }) => passRate },
  { head: 'Change', align: 'right', cell: ({ change }) => change },
  { head: 'Score', align: 'right', cell: ({ score }) => score },
  { head: 'Spread', align: 'right', cell: ({ spread }) => spread },
  { head: 'Flips', cell: ({ flips }) => flips },
]

function describe(sensitivity: Sensitivity, options: PlaceOptions): string {
  const moved = sensitiveCases(sensitivity)
  const rest = moved.length - shownCases
  const notes = [varied(sensitivity), ...sensitivityNotes(sensitivity)]
  const items = moved
    .slice(0, shownCases)
    .map((one) => `- ${caseName(one.id, one.at, options)}: ${sensitiveWords(one)}`)
  return [
    markdownTable(columns, kindRows(sensitivity)),
    notes.map((note) => `- ${escapeMarkdown(note, 400)}`).join('\n'),
    ...(moved.length > 0 ? ['The most sensitive cases:'] : []),
    [...items, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n'),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
}
