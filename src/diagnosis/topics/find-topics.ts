import type { Topic } from '../../core/diagnosis.ts'
import type { TopicHistory } from '../../core/topic-history.ts'
import type { LocatedDiagnosis, Member } from '../located-diagnosis.ts'
import { buildTopics } from './build-topics.ts'
import { type GroupDiagnosesOptions, groupDiagnoses } from './group-diagnoses.ts'
import { matchHistory } from './match-history.ts'
import type { MatchedTopics } from './match-topics.ts'

export interface FindOptions extends GroupDiagnosesOptions {
  readonly previous: TopicHistory | Promise<TopicHistory | undefined> | undefined
  readonly since: Promise<TopicHistory | undefined> | undefined
}

export interface FoundTopics {
  /** Largest prevalence first, with lasting ids. */
  readonly topics: Topic[]
  readonly gone: MatchedTopics['gone']
  /** Diagnoses that belong to no topic. */
  readonly other: readonly Member[]
  readonly embedder: string
}

/** From diagnoses to topics: grouped, named, measured, and found again in earlier reports. */
export async function findTopics(
  diagnoses: readonly LocatedDiagnosis[],
  options: FindOptions,
): Promise<FoundTopics> {
  const { grouping, embedder } = await groupDiagnoses(diagnoses, options)
  const [previous, since] = await Promise.all([options.previous, options.since])
  const { topics, gone } = matchHistory(buildTopics(grouping), previous, since, embedder)
  return { topics: [...topics], gone, other: grouping.other, embedder }
}
