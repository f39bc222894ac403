import type { CaseResult } from '../../core/case-result.ts'
import { countNoun } from '../../core/count-noun.ts'
import type { DiagnosticReport, Topic } from '../../core/diagnosis.ts'
import type { SuiteReport } from '../../core/run-report.ts'
import { describeSince, describeTopicChange, retainedTopics } from '../describe-topic.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'
import { formatPercent } from '../format-number.ts'
import type { PlaceOptions } from '../place-link.ts'
import { caseName, valueItems } from './case-line.ts'
import { fold } from './fold.ts'
import type { Chapter } from './section.ts'
import { byWeight } from './suite-change.ts'
import { underTitle } from './suite-title.ts'

const shownExamples = 2
const shownNames = 10
const nameLength = 160

/** The failure topics of every suite, largest first: one fold each, with its definition and two examples. */
export function topicChapter(suites: readonly SuiteReport[], options: PlaceOptions): Chapter {
  const several = suites.length > 1
  const sections = byWeight(suites).flatMap((suite) =>
    underTitle(suite, suiteBlocks(suite, options), several).map((text, index) => ({
      text,
      // The first topic of a suite counts more than the second one of another.
      rank: 3 + Math.min(index, 50) / 100,
      kind: 'failure topics',
    })),
  )
  return { heading: 'Failure topics', sections }
}

function suiteBlocks(suite: SuiteReport, options: PlaceOptions): string[] {
  const { diagnosis } = suite
  if (!diagnosis) return []
  const results = new Map(suite.results.map((result) => [result.id, result]))
  const since = describeSince(suite)
  return [
    ...retainedTopics(suite).map((topic) =>
      topicFold(topic, results, describeTopicChange(topic, suite), options),
    ),
    [...describeRest(diagnosis, since), ...describeGone(diagnosis, since)].join('\\\n'),
  ]
}

function topicFold(
  topic: Topic,
  results: ReadonlyMap<string, CaseResult>,
  change: string | undefined,
  options: PlaceOptions,
): string {
  const cases = countNoun(new Set(topic.caseIds).size, 'case')
  const numbers = [`${cases} (${formatPercent(topic.prevalence, 0)})`, ...(change ? [change] : [])]
  const body = [escapeMarkdown(topic.definition), examples(topic, results, options)]
  return fold(
    `<b>${topicName(topic)}</b> · ${numbers.join(' · ')}`,
    body.filter((part) => part !== '').join('\n\n') || caseList(topic, results, options),
  )
}

function topicName({ name, id }: Pick<Topic, 'name' | 'id'>): string {
  return escapeMarkdown(name, nameLength) || escapeMarkdown(id, nameLength) || 'topic without a name'
}

function examples(topic: Topic, results: ReadonlyMap<string, CaseResult>, options: PlaceOptions): string {
  return topic.examples
    .slice(0, shownExamples)
    .flatMap(({ caseId, why, at }) => {
      const result = results.get(caseId)
      const reason = escapeMarkdown(why, 500)
      const line = `- ${caseName(caseId, at ?? result?.at, options)}${reason === '' ? '' : `: ${reason}`}`
      return [line, ...(result ? valueItems(result) : [])]
    })
    .join('\n')
}

/** For a topic that says nothing else: its first cases. */
function caseList(topic: Topic, results: ReadonlyMap<string, CaseResult>, options: PlaceOptions): string {
  const ids = topic.caseIds.slice(0, shownExamples)
  return ids.map((id) => `- ${caseName(id, results.get(id)?.at, options)}`).join('\n')
}

/** The smaller topics by name, and the failures that are in none. */
function describeRest({ topics, other }: DiagnosticReport, since: string): string[] {
  const small = topics.filter((topic) => !topic.retained)
  const others = new Set(other.caseIds).size
  const names = small.slice(0, shownNames).map((topic) => {
    const fresh = topic.change === 'new' ? `, new ${since}` : ''
    return `${topicName(topic)} (${countNoun(new Set(topic.caseIds).size, 'case')}${fresh})`
  })
  const rest = small.length - names.length
  return [
    ...(names.length > 0 ? [`Smaller: ${[...names, ...more(rest)].join(', ')}`] : []),
    ...(others > 0 ? [`In no topic: ${countNoun(others, 'case')}`] : []),
  ]
}

function describeGone({ gone }: DiagnosticReport, since: string): string[] {
  if (gone.length === 0) return []
  const names = gone
    .slice(0, shownNames)
    .map((topic) => `${topicName(topic)} (${countNoun(topic.cases, 'case')})`)
  return [`Gone ${since}: ${[...names, ...more(gone.length - names.length)].join(', ')}`]
}

const more = (count: number) => (count > 0 ? [`${count} more`] : [])
