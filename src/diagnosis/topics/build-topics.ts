import type { Topic } from '../../core/diagnosis.ts'
import { centroidOf } from '../clusters/vector.ts'
import { diagnosisText, type Member } from '../located-diagnosis.ts'
import { encodeCentroid } from './encode-centroid.ts'
import { nameGroups } from './name-groups.ts'
import { nearestFirst } from './nearest-first.ts'
import { prevalences, retainedTopics, type TopicSize } from './prevalence.ts'
import { tellingTerms } from './telling-terms.ts'
import { topicExamples } from './topic-examples.ts'
import type { Grouping, TopicGroup } from './topic-group.ts'

/** A topic that has no id yet, since it may be one of an earlier report. */
export type FreshTopic = Omit<Topic, 'id' | 'change' | 'casesBefore'>

/**
 * Topics from groups of diagnoses, largest prevalence first; groups that get the same name become one topic, unless their number was asked for.
 * What belongs to no group counts in the whole that prevalences are shares of.
 */
export function buildTopics({ groups, other, fixed = false }: Grouping): FreshTopic[] {
  const filled = groups
    .filter(({ members }) => members.length > 0)
    .map(({ members, ...rest }) => ({ ...rest, members: nearestFirst(members) }))
  const termsBefore = termsOf(filled)
  const named = nameGroups(filled, { terms: termsBefore, fixed })
  const terms = named.length === filled.length ? termsBefore : termsOf(named)
  const shares = prevalences([...named.map(({ members }) => sizeOf(members)), sizeOf(other)])
  const topics = named
    .map((group, index) => ({ ...group, terms: terms[index] ?? [], prevalence: shares[index] ?? 0 }))
    .sort((a, b) => b.prevalence - a.prevalence)
  const retained = retainedTopics(topics.map(({ prevalence }) => prevalence))
  return topics.map(({ name, definition, members, terms, prevalence }, index) => {
    const caseIds = [...new Set(members.map(({ diagnosis }) => diagnosis.caseId))].sort()
    return {
      name,
      definition: definition ?? members[0]?.diagnosis.definition ?? '',
      terms,
      examples: topicExamples(members),
      centroid: encodeCentroid(centroidOf(members.map(({ vector }) => vector))),
      caseIds,
      diagnoses: members.length,
      prevalence,
      retained: retained[index] ?? false,
    }
  })
}

function sizeOf(members: readonly Member[]): TopicSize {
  return {
    diagnoses: members.length,
    impact: members.reduce((sum, { diagnosis }) => sum + diagnosis.impact, 0),
  }
}

function termsOf(groups: readonly Pick<TopicGroup, 'members'>[]): string[][] {
  return tellingTerms(groups.map(({ members }) => members.map(({ diagnosis }) => diagnosisText(diagnosis))))
}
