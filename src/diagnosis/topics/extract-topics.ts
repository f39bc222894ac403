import type { ModelClient } from '../../model/client.ts'
import { askCritic } from '../critiques/ask-critic.ts'
import type { CritiqueSubject } from '../critiques/critique-prompt.ts'
import type { Ledger } from '../ledger.ts'
import { type NamedTopic, readTopics } from './read-topics.ts'
import { type TopicsRequest, topicsPrompt, topicsSchema } from './topics-prompt.ts'

export interface ExtractOptions extends CritiqueSubject {
  readonly model: ModelClient
  readonly signal?: AbortSignal | undefined
  readonly ledger: Ledger
}

/** The topics that the critic model sees in a sample of diagnoses, by one call; empty when it gives none, which is noted. */
export async function extractTopics(request: TopicsRequest, options: ExtractOptions): Promise<NamedTopic[]> {
  const messages = topicsPrompt(options, request)
  const reply = await askCritic({ messages, output: { name: 'topics', schema: topicsSchema } }, options)
  options.ledger.spend('topics', reply.usage)
  const topics = 'output' in reply ? readTopics(reply.output, request.most) : []
  if (topics.length > 0) return topics
  const trouble = 'output' in reply ? 'it named none' : reply.trouble
  options.ledger.note(
    `Topics were made from words alone, since the critic was of no use for them (${trouble}).`,
  )
  return []
}
