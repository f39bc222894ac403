import { canonicalJson } from '../../core/canonical-hash.ts'
import { compareText } from '../../core/compare-text.ts'
import type { DiagnosticReport, Topic } from '../../core/diagnosis.ts'
import type { TopicHistory } from '../../core/topic-history.ts'
import { bestPairs } from './best-pairs.ts'
import type { FreshTopic } from './build-topics.ts'
import { foldName } from './fold-name.ts'
import { freeId } from './free-id.ts'
import { createTopicLikeness, type Likeness } from './topic-likeness.ts'

export interface MatchedTopics {
  /** In the order in which they were given. */
  readonly topics: Topic[]
  readonly gone: DiagnosticReport['gone']
}

/** Less likeness than this and two topics are two. */
const leastLikeness = 0.5
/** With this share of cases in common, and a likeness in content, a topic keeps its name and definition. */
const sameCases = 0.8
const sameContent = 0.5
/** Up to this part of the cases before, a difference in number is none: nothing under 20 cases, 1 from 20, 2 from 40. */
const tolerance = 1 / 20

/**
 * Gives fresh topics lasting ids: each one that is found again in the report before takes its id and, when its cases are nearly
 * the same, its name. Pairs are chosen so that their likeness is largest over all of them together; the others get an id that
 * neither report has. The outcome does not depend on the order of the topics. Without a report before, nothing is said to have changed.
 *
 * @param embedder what made the centroids of `topics`
 * @param reserved ids that no topic may get as a new one
 */
export function matchTopics(
  topics: readonly FreshTopic[],
  previous: TopicHistory | undefined,
  embedder: string,
  reserved: Iterable<string> = [],
): MatchedTopics {
  const fresh = inOrder(topics)
  const before = distinctIds(inOrder(previous?.topics ?? []))
  const found = pair(fresh, before, previous?.embedder === embedder)
  const taken = new Set([...before.map(({ id }) => id), ...reserved])
  const names = new Map(fresh.map((topic) => [foldName(topic.name), topic]))
  const matched = new Map(
    fresh.map((topic) => {
      const match = found.get(topic)
      if (match) return [topic, withHistory(topic, match, names)] as const
      const id = freeId(topic, taken)
      taken.add(id)
      return [topic, { ...topic, id, ...(previous ? { change: 'new' as const } : {}) }] as const
    }),
  )
  const kept = new Set([...found.values()].map(({ earlier }) => earlier))
  return {
    topics: topics.flatMap((topic) => matched.get(topic) ?? []),
    gone: before
      .filter((topic) => !kept.has(topic))
      .map(({ id, name, caseIds }) => ({ id, name, cases: caseIds.length }))
      .sort((a, b) => b.cases - a.cases || compareText(a.id, b.id)),
  }
}

interface Match extends Likeness {
  readonly earlier: Topic
}

function pair(
  fresh: readonly FreshTopic[],
  before: readonly Topic[],
  sameEmbedder: boolean,
): Map<FreshTopic, Match> {
  const likenessOf = createTopicLikeness(fresh, before, sameEmbedder)
  const likenesses = fresh.map((topic) => before.map((earlier) => likenessOf(topic, earlier)))
  const eligible = likenesses.map((row) => row.map(({ whole }) => (whole >= leastLikeness ? whole : 0)))
  return new Map(
    bestPairs(eligible).flatMap(([row, column]) => {
      const [topic, earlier, likeness] = [fresh[row], before[column], likenesses[row]?.[column]]
      return topic && earlier && likeness ? [[topic, { ...likeness, earlier }] as const] : []
    }),
  )
}

function withHistory(
  topic: FreshTopic,
  { earlier, content, cases }: Match,
  names: ReadonlyMap<string, FreshTopic>,
): Topic {
  const casesBefore = earlier.caseIds.length
  // Two topics of one report never share a name.
  const free = (names.get(foldName(earlier.name)) ?? topic) === topic
  // The report of a run that shows ids only has no words to keep.
  const named = earlier.definition !== ''
  const keepsName = named && free && cases >= sameCases && content >= sameContent
  return {
    ...topic,
    ...(keepsName ? { name: earlier.name, definition: earlier.definition } : {}),
    id: earlier.id,
    change: changeOf(casesBefore, topic.caseIds.length),
    casesBefore,
  }
}

function changeOf(before: number, now: number): NonNullable<Topic['change']> {
  if (Math.abs(now - before) <= before * tolerance) return 'same'
  return now > before ? 'grown' : 'shrunk'
}

/** An order by what the topics hold, so that theirs does not matter. */
function inOrder<T extends FreshTopic>(topics: readonly T[]): T[] {
  return topics
    .map((topic) => ({ topic, content: canonicalJson([topic.name, topic.caseIds, topic]) }))
    .sort((a, b) => compareText(a.content, b.content))
    .map(({ topic }) => topic)
}

function distinctIds(topics: readonly Topic[]): Topic[] {
  return [...new Map(topics.map((topic) => [topic.id, topic])).values()]
}
