import { hashValue } from '../core/canonical-hash.ts'
import type { Topic } from '../core/diagnosis.ts'
import { diagnosisText, type Member } from './located-diagnosis.ts'
import { prevalences, retainedTopics } from './prevalence.ts'
import { tellingTerms } from './telling-terms.ts'
import { topicExamples } from './topic-examples.ts'
import { topicName } from './topic-name.ts'
import { centroidOf, dot } from './vector.ts'

/** Topics from groups of diagnoses, largest prevalence first; groups that get the same name become one topic. */
export function buildTopics(groups: readonly (readonly Member[])[]): Topic[] {
  const named = mergeByName(groups.filter((group) => group.length > 0).map(nearestFirst))
  const terms = termsOf(named.map(({ members }) => members))
  const sizes = named.map(({ members }) => ({
    diagnoses: members.length,
    impact: members.reduce((sum, { diagnosis }) => sum + diagnosis.impact, 0),
  }))
  const shares = prevalences(sizes)
  const topics = named
    .map((group, index) => ({ ...group, terms: terms[index] ?? [], prevalence: shares[index] ?? 0 }))
    .sort((a, b) => b.prevalence - a.prevalence)
  const retained = retainedTopics(topics.map(({ prevalence }) => prevalence))
  return topics.map(({ name, members, terms, prevalence }, index) => {
    const caseIds = [...new Set(members.map(({ diagnosis }) => diagnosis.caseId))].sort()
    return {
      id: hashValue({ name, caseIds }, 12),
      name,
      definition: members[0]?.diagnosis.definition ?? '',
      terms,
      examples: topicExamples(members),
      caseIds,
      diagnoses: members.length,
      prevalence,
      retained: retained[index] ?? false,
    }
  })
}

interface NamedGroup {
  readonly name: string
  /** Nearest to the middle first: the first one is the medoid. */
  readonly members: readonly Member[]
}

function mergeByName(groups: readonly (readonly Member[])[]): NamedGroup[] {
  const terms = termsOf(groups)
  const byName = new Map<string, NamedGroup[]>()
  groups.forEach((members, index) => {
    const name = topicName(members, terms[index] ?? [])
    const key = name.toLowerCase()
    byName.set(key, [...(byName.get(key) ?? []), { name, members }])
  })
  return [...byName.values()].flatMap((same) => {
    const [first] = same
    if (!first || same.length === 1) return same
    return { name: first.name, members: nearestFirst(same.flatMap(({ members }) => members)) }
  })
}

function nearestFirst(members: readonly Member[]): Member[] {
  const middle = centroidOf(members.map(({ vector }) => vector))
  return members
    .map((member, row) => ({ member, row, similarity: dot(member.vector, middle) }))
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .map(({ member }) => member)
}

function termsOf(groups: readonly (readonly Member[])[]): string[][] {
  return tellingTerms(groups.map((members) => members.map(({ diagnosis }) => diagnosisText(diagnosis))))
}
