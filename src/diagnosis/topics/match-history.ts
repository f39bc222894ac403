import type { TopicHistory } from '../../core/topic-history.ts'
import type { FreshTopic } from './build-topics.ts'
import { foldName } from './fold-name.ts'
import { type MatchedTopics, matchTopics } from './match-topics.ts'

/**
 * Gives fresh topics lasting ids, as `matchTopics`: changes are told against `previous` alone, and a topic that only the later
 * report `since` has keeps its id of there, so that a failure which was never accepted has one id from run to run.
 */
export function matchHistory(
  topics: readonly FreshTopic[],
  previous: TopicHistory | undefined,
  since: TopicHistory | undefined,
  embedder: string,
): MatchedTopics {
  const matched = matchTopics(topics, previous, embedder)
  if (!previous || !since) return matched
  const known = new Set(previous.topics.map(({ id }) => id))
  const later = { ...since, topics: since.topics.filter(({ id }) => !known.has(id)) }
  const isFresh = (_: FreshTopic, index: number) => matched.topics[index]?.change === 'new'
  const again = matchTopics(topics.filter(isFresh), later, embedder, known).topics.values()
  const names = new Set(
    matched.topics.filter(({ change }) => change !== 'new').map(({ name }) => foldName(name)),
  )
  return {
    topics: matched.topics.map((topic) => {
      const found = topic.change === 'new' ? again.next().value : undefined
      if (!found) return topic
      const { name, definition } = names.has(foldName(found.name)) ? topic : found
      return { ...topic, id: found.id, name, definition }
    }),
    gone: matched.gone,
  }
}
