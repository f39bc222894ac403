import { countNoun } from '../core/count-noun.ts'
import type { TuneAnalysis, TuneResult } from '../core/tune-result.ts'
import { oneLine } from './escape-control.ts'
import { formatChange } from './format-number.ts'
import { indent, type Page } from './page.ts'
import { cutText, flow, pad, wrapText } from './text-layout.ts'

interface Line {
  readonly name: string
  readonly seen: string
  readonly patches: string
  readonly change: string
}

const shownTopics = 5
const longestName = 60
/** With less room than this for names the numbers stand below them. */
const shortestName = 24

/** How failure topics lasted over the iterations, how many of the patches that followed named them, and what came next on dev. */
export function renderAnalysis({ analysis }: TuneResult, page: Page): string[] {
  if (!analysis || analysis.promptLengths.length < 2 || analysis.topics.length === 0) return []
  const topics = [...analysis.topics].sort(
    (a, b) => b.longestRun - a.longestRun || b.iterations.length - a.iterations.length,
  )
  const shown = topics.slice(0, shownTopics)
  const rest = topics.length - shown.length
  return [
    ...layOut(
      shown.map((topic) => toLine(topic, analysis)),
      page,
    ),
    ...(rest > 0
      ? flow([{ text: `${countNoun(rest, 'more topic')} in result.json`, paint: page.paint.dim }], page.width)
      : []),
  ]
}

function toLine(topic: TuneAnalysis['topics'][number], { alignment }: TuneAnalysis): Line {
  const aligned = alignment.find(({ id }) => id === topic.id)
  const change = aligned?.devChange ?? null
  return {
    name: oneLine(topic.name, 200),
    seen: `${spans(topic.iterations)}${topic.gone ? ', gone' : ''}`,
    patches: aligned ? `${aligned.addressed} of ${countNoun(aligned.patches, 'patch', 'patches')}` : '-',
    change: change === null ? '-' : formatChange(0, change * 100, 1, ' pts'),
  }
}

function layOut(lines: readonly Line[], page: Page): string[] {
  const head: Line = { name: 'Failure topic', seen: 'seen in', patches: 'named by', change: 'dev after' }
  const widest = (field: keyof Line) => Math.max(...[head, ...lines].map((line) => line[field].length))
  const [seen, patches, change] = [widest('seen'), widest('patches'), widest('change')]
  const room = Math.min(page.width - seen - patches - change - 6, longestName)
  if (room < shortestName) return listLines(lines, page)
  const row = ({ name, ...cells }: Line) =>
    [
      pad(cutText(name, room), room),
      pad(cells.seen, seen),
      pad(cells.patches, patches),
      pad(cells.change, change, 'right'),
    ].join('  ')
  return [page.paint.dim(row(head)), ...lines.map(row)]
}

function listLines(lines: readonly Line[], { width, paint }: Page): string[] {
  return lines.flatMap(({ name, seen, patches, change }) => [
    ...wrapText(name, width, 2),
    ...indent(
      flow(
        [{ text: `seen in ${seen}` }, { text: `named by ${patches}` }, { text: `dev after ${change}` }],
        width - 2,
      ),
    ).map(paint.dim),
  ])
}

/** `0-2, 4`: whole numbers in rising order, runs put together. */
function spans(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run && number === run[1] + 1) run[1] = number
    else runs.push([number, number])
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ')
}
