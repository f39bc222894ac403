import type { ModelClient } from '../../model/client.ts'
import { askCritic } from '../critiques/ask-critic.ts'
import type { Ledger } from '../ledger.ts'
import type { LocatedDiagnosis } from '../located-diagnosis.ts'
import { assignmentPrompt, assignmentSchema, batchSize } from './assignment-prompt.ts'
import type { NamedTopic } from './read-topics.ts'

export interface AskOptions {
  readonly model: ModelClient
  readonly signal?: AbortSignal | undefined
  readonly ledger: Ledger
}

/**
 * Has the critic model file diagnoses under topics, in batches that are asked at the same time. Of each diagnosis: the number of its
 * topic, -1 when it is none of them, or `undefined` when there was no usable answer, which is noted.
 */
export async function askAssignments(
  topics: readonly NamedTopic[],
  diagnoses: readonly LocatedDiagnosis[],
  options: AskOptions,
): Promise<(number | undefined)[]> {
  const batches = Array.from({ length: Math.ceil(diagnoses.length / batchSize) }, (_, batch) =>
    diagnoses.slice(batch * batchSize, (batch + 1) * batchSize),
  )
  const filed = await Promise.all(batches.map((batch) => askBatch(topics, batch, options)))
  const topicOf = filed.flatMap(({ topicOf }) => topicOf)
  const open = topicOf.filter((topic) => topic === undefined).length
  if (open > 0) {
    const cause = filed.find(({ trouble }) => trouble !== undefined)?.trouble ?? 'its answer left them out'
    options.ledger.note(
      `The critic did not say which topic ${open} unclear diagnoses belong to (${cause}): the nearest one was taken.`,
    )
  }
  return topicOf
}

interface Filed {
  readonly topicOf: readonly (number | undefined)[]
  readonly trouble?: string
}

async function askBatch(
  topics: readonly NamedTopic[],
  batch: readonly LocatedDiagnosis[],
  options: AskOptions,
): Promise<Filed> {
  const messages = assignmentPrompt(topics, batch)
  const reply = await askCritic(
    { messages, output: { name: 'assignment', schema: assignmentSchema } },
    options,
  )
  options.ledger.spend('assignments', reply.usage)
  if (!('output' in reply)) return { topicOf: batch.map(() => undefined), trouble: reply.trouble }
  const topicOf = new Map<number, number>()
  for (const { diagnosis, topic } of reply.output.assignments) {
    if (topic >= -1 && topic < topics.length && !topicOf.has(diagnosis)) topicOf.set(diagnosis, topic)
  }
  return { topicOf: batch.map((_, row) => topicOf.get(row)) }
}
