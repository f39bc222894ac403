import type { DiagnosisOptions } from '../../core/options.ts'
import { openPartition } from '../clusters/open-partition.ts'
import { sampleGroups } from '../clusters/sample-groups.ts'
import type { UnitVector } from '../clusters/vector.ts'
import { type Embedding, embedTexts } from '../embeddings/embed-texts.ts'
import { diagnosisText, type LocatedDiagnosis, type Member } from '../located-diagnosis.ts'
import { askAssignments } from './ask-assignments.ts'
import { type ExtractOptions, extractTopics } from './extract-topics.ts'
import { type EmbeddedTopic, mergeTwins } from './merge-twins.ts'
import type { NamedTopic } from './read-topics.ts'
import { topicAffinities } from './topic-affinity.ts'
import type { Grouping } from './topic-group.ts'
import { mostSampled } from './topics-prompt.ts'

/** Nearer than this to a topic, 1 being the same and 0 unrelated, what nobody filed goes to it. */
const leastNearness = 0.15

export interface GroupOptions extends ExtractOptions {
  readonly options: DiagnosisOptions
  readonly seed: number
}

/** Diagnoses that are compared by the same text are one here. */
interface Distinct {
  readonly diagnoses: readonly LocatedDiagnosis[]
  readonly vectors: readonly UnitVector[]
  /** Of each diagnosis: its place among the distinct ones. */
  readonly placeOf: readonly number[]
}

/**
 * Topics as a model names them (after ClusterFusion): one call for the topics of a balanced, ordered sample; then each diagnosis to the
 * topic that it is clearly nearest to or, where that is not clear, by the model in batches. `undefined` when that led to no topic.
 */
export async function groupByModel(
  diagnoses: readonly LocatedDiagnosis[],
  embedding: Embedding,
  options: GroupOptions,
): Promise<Grouping | undefined> {
  const distinct = collapse(diagnoses, embedding)
  const named = await extractTopics(requestFor(distinct, embedding, options), options)
  if (named.length === 0) return undefined
  const space = await embedTopics(distinct, named, embedding, options)
  const topics = mergeTwins(space.topics, space.background)
  const topicOf = await assign(distinct, { ...space, topics }, options)
  const groups = topics.map((topic): { named: NamedTopic; members: Member[] } => ({
    named: topic.named,
    members: [],
  }))
  const other: Member[] = []
  diagnoses.forEach((diagnosis, row) => {
    const vector = embedding.vectors[row]
    const topic = topicOf[distinct.placeOf[row] ?? -1] ?? -1
    if (vector) (groups[topic]?.members ?? other).push({ diagnosis, vector })
  })
  if (other.length < diagnoses.length) return { groups, other }
  options.ledger.note(
    'Topics were made from words alone, since no diagnosis belongs to those that the critic named.',
  )
  return undefined
}

function collapse(diagnoses: readonly LocatedDiagnosis[], { vectors }: Embedding): Distinct {
  const places = new Map<string, number>()
  const rows: number[] = []
  const placeOf = diagnoses.map((diagnosis, row) => {
    const text = diagnosisText(diagnosis)
    const place = places.get(text) ?? rows.push(row) - 1
    places.set(text, place)
    return place
  })
  return {
    diagnoses: rows.flatMap((row) => diagnoses[row] ?? []),
    vectors: rows.flatMap((row) => vectors[row] ?? []),
    placeOf,
  }
}

function requestFor(
  { diagnoses, vectors }: Distinct,
  { background }: Embedding,
  { options: { topics, maxTopics }, seed }: GroupOptions,
) {
  const most = topics === 'auto' ? maxTopics : topics
  const partition = openPartition(vectors, { background, seed })
  const likely = topics === 'auto' ? partition.count(most) : most
  const groups = partition.into(2 * most)
  const rows = sampleGroups(vectors, groups, { size: mostSampled, seed })
  return { diagnoses: rows.flatMap((row) => diagnoses[row] ?? []), most, likely }
}

/** Topics and diagnoses embedded alike. */
interface Space {
  readonly topics: readonly EmbeddedTopic[]
  /** Of the distinct diagnoses. */
  readonly vectors: readonly UnitVector[]
  readonly background: number
}

/** What was embedded locally, or cannot be otherwise now, is so together: local vectors depend on all texts. */
async function embedTopics(
  { diagnoses, vectors }: Distinct,
  topics: readonly NamedTopic[],
  embedding: Embedding,
  { model, signal, ledger }: GroupOptions,
): Promise<Space> {
  const texts = topics.map(({ name, definition }) => `${name}. ${definition}`)
  const withVectors = (all: readonly UnitVector[]) =>
    topics.map((named, row) => ({ named, vector: all[row] ?? new Float32Array() }))
  if (!embedding.local) {
    const added = await embedTexts(texts, { model, signal, local: false })
    ledger.spend('embeddings', added.usage)
    ledger.note(...added.notes)
    if (!added.local && added.vectors[0]?.length === vectors[0]?.length) {
      return { topics: withVectors(added.vectors), vectors, background: embedding.background }
    }
  }
  const together = await embedTexts([...texts, ...diagnoses.map(diagnosisText)], {
    model,
    signal,
    local: true,
  })
  return {
    ...together,
    topics: withVectors(together.vectors),
    vectors: together.vectors.slice(topics.length),
  }
}

/** Of each distinct diagnosis: the number of its topic, or -1. */
async function assign(
  { diagnoses }: Distinct,
  { topics, vectors, background }: Space,
  options: GroupOptions,
): Promise<number[]> {
  const directions = topics.map(({ vector }) => vector)
  const affinities = topicAffinities(vectors, directions, background)
  const unclear = affinities.flatMap(({ clear }, row) => (clear ? [] : [row]))
  const answers = await askAssignments(
    topics.map(({ named }) => named),
    unclear.flatMap((row) => diagnoses[row] ?? []),
    options,
  )
  const answerOf = new Map(unclear.map((row, index) => [row, answers[index]]))
  return affinities.map(
    ({ topic, nearness }, row) => answerOf.get(row) ?? (nearness >= leastNearness ? topic : -1),
  )
}
