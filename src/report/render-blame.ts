import { countNoun } from '../core/count-noun.ts'
import type { BlamedRevision, BlamedTopic, LineOrigin, PromptBlame } from '../core/prompt-blame.ts'
import { escapeControl, oneLine } from './escape-control.ts'
import { fieldLines } from './field-lines.ts'
import { createPage, indent, inset, type Page } from './page.ts'
import type { RenderOptions } from './render-options.ts'
import { cutText, pad } from './text-layout.ts'

/** Columns for the name of a topic beside a line. */
const topicWidth = 28

/**
 * Every line of a prompt with where it comes from, and below them the revisions: topics and rationale. Lines of the prompt are
 * never cut. No last newline.
 */
export function renderBlame({ file, lines }: PromptBlame, options: RenderOptions): string {
  const page = createPage(options)
  const { paint } = page
  const labels = lines.map(({ origin }) => labelOf(origin))
  const labelWidth = Math.max(0, ...labels.map(({ length }) => length))
  const topics = lines.map(({ origin }) => (origin.from === 'tuning' ? nameTopic(origin.topic) : ''))
  const width = Math.min(topicWidth, Math.max(0, ...topics.map(({ length }) => length)))
  const digits = String(lines.length).length
  const rows = lines.map(({ line, text, origin }, index) => {
    const color = origin.from === 'tuning' ? paint.cyan : origin.from === 'hand' ? paint.yellow : paint.dim
    const label = color(pad(labels[index] ?? '', labelWidth))
    const topic = width === 0 ? '' : `  ${pad(cutText(topics[index] ?? '', width), width)}`
    return `${paint.dim(String(line).padStart(digits))}  ${label}${topic}  ${escapeControl(text)}`.trimEnd()
  })
  const revisions = listRevisions(lines.map(({ origin }) => origin))
  return [
    paint.bold(escapeControl(file)),
    '',
    ...indent(rows),
    ...revisions.flatMap((revision) => ['', ...indent(renderRevision(revision, inset(page, 2)))]),
  ].join('\n')
}

function labelOf(origin: LineOrigin): string {
  if (origin.from === 'seed') return 'seed'
  if (origin.from === 'hand') return `by hand after ${oneLine(origin.run)}`
  return revisionLabel(origin.revision)
}

function revisionLabel({ run, iteration }: BlamedRevision): string {
  return `${oneLine(run)} @${iteration}`
}

/** A topic that no word of the line tells of is marked. */
function nameTopic(topic: BlamedTopic | undefined): string {
  return topic ? `${topic.by === 'size' ? '~ ' : ''}${oneLine(topic.name)}` : ''
}

interface Revision {
  readonly revision: BlamedRevision
  readonly topics: readonly BlamedTopic[]
  readonly lines: number
}

/** The revisions that lines come from, in the order of the lines. */
function listRevisions(origins: readonly LineOrigin[]): Revision[] {
  const found = new Map<
    string,
    { revision: BlamedRevision; topics: Map<string, BlamedTopic>; lines: number }
  >()
  for (const origin of origins) {
    if (origin.from !== 'tuning') continue
    const { revision, topic } = origin
    const key = revisionLabel(revision)
    const entry = found.get(key) ?? { revision, topics: new Map(), lines: 0 }
    entry.lines += 1
    if (topic) entry.topics.set(topic.id, entry.topics.get(topic.id) ?? topic)
    found.set(key, entry)
  }
  return [...found.values()].map((entry) => ({ ...entry, topics: [...entry.topics.values()] }))
}

function renderRevision({ revision, topics, lines }: Revision, page: Page): string[] {
  const { paint } = page
  const inner = inset(page, 2)
  const head = `${paint.cyan(revisionLabel(revision))}  ${oneLine(revision.suite, 200)}, iteration ${revision.iteration}, ${countNoun(lines, 'line')}`
  const rationale = oneLine(revision.rationale)
  const fields = [
    ...topics.flatMap((topic) => fieldLines('topic', [{ text: describeTopic(topic) }], inner, labelWidth)),
    ...fieldLines('rationale', rationale === '' ? [] : [{ text: rationale }], inner, labelWidth),
  ]
  return [head, ...indent(fields)]
}

const labelWidth = 11

function describeTopic(topic: BlamedTopic): string {
  const cases = countNoun(topic.cases, 'case')
  const guess = topic.by === 'size' ? '; the largest of its report, no word tells which one is meant' : ''
  return `${nameTopic(topic)} (${cases}${guess}): ${oneLine(topic.definition)}`
}
