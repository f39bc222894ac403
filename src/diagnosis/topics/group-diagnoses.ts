import { hashText } from '../../core/canonical-hash.ts'
import type { Diagnosis } from '../../core/diagnosis.ts'
import { clusterVectors } from '../clusters/cluster-vectors.ts'
import { noGroup } from '../clusters/open-partition.ts'
import { type Embedding, embedTexts } from '../embeddings/embed-texts.ts'
import { diagnosisText, type LocatedDiagnosis, type Member } from '../located-diagnosis.ts'
import { hasExactLabels } from './exact-labels.ts'
import { foldName } from './fold-name.ts'
import { groupByLabel } from './group-by-label.ts'
import { type GroupOptions, groupByModel } from './group-by-model.ts'
import type { Grouping } from './topic-group.ts'

/** A background distance at which only equal labels come together, as long as there are no more than may be topics. */
const sameLabel = 0.1
/** With fewer labels than this there is nothing for a model to sort. */
const leastLabels = 4

export interface GroupDiagnosesOptions extends GroupOptions {
  /** May the critic be asked? */
  readonly critic: boolean
}

export interface GroupedDiagnoses {
  readonly grouping: Grouping
  /** What made the vectors; `local` for the words alone. */
  readonly embedder: string
}

/** Puts diagnoses into groups with one cause each: by a model where one may be asked and there is enough to sort, else by words. */
export async function groupDiagnoses(
  diagnoses: readonly LocatedDiagnosis[],
  options: GroupDiagnosesOptions,
): Promise<GroupedDiagnoses> {
  const { model, signal, ledger, options: chosen } = options
  const exact = hasExactLabels(diagnoses)
  const texts = diagnoses.map(exact ? labelText : diagnosisText)
  const embedding = await embedTexts(texts, { model, signal, local: exact || chosen.mode !== 'llm' })
  ledger.spend('embeddings', embedding.usage)
  ledger.note(...embedding.notes)
  const labels = new Set(diagnoses.map(({ label }) => foldName(label)))
  const critic = chosen.mode === 'llm' && options.critic && !exact
  const byModel = critic && labels.size >= leastLabels
  const byLabel = critic && !byModel && chosen.topics === 'auto' && labels.size <= chosen.maxTopics
  const grouping =
    (byModel ? await groupByModel(diagnoses, embedding, options) : undefined) ??
    (byLabel ? groupByLabel(diagnoses, embedding) : undefined) ??
    (exact
      ? groupByWords(diagnoses, { ...embedding, background: sameLabel }, options, labels.size)
      : groupByWords(diagnoses, embedding, options))
  const name = model.modelName('embedder')
  return { grouping, embedder: embedding.local ? 'local' : model.simulated ? `${name} (embedded)` : name }
}

/** The label with a word of its own, since "A" and "B" of a multiple choice are no words to the local embedding. */
const labelText = ({ label }: Diagnosis) => `label-${hashText(label).slice(0, 12)} ${label}`

function groupByWords(
  diagnoses: readonly LocatedDiagnosis[],
  { vectors, background }: Embedding,
  { options: { topics, maxTopics }, seed }: GroupOptions,
  /** How many topics there are, where that is known. */
  known = Number.POSITIVE_INFINITY,
): Grouping {
  const most = topics === 'auto' ? maxTopics : topics
  const groupOf = clusterVectors(vectors, {
    topics: Number.isFinite(known) ? Math.min(known, most) : topics,
    maxTopics,
    background,
    seed,
  })
  const groups: Member[][] = []
  const other: Member[] = []
  diagnoses.forEach((diagnosis, row) => {
    const vector = vectors[row]
    const group = groupOf[row]
    if (!vector || group === undefined) return
    if (group === noGroup) {
      other.push({ diagnosis, vector })
      return
    }
    const members = groups[group] ?? []
    members.push({ diagnosis, vector })
    groups[group] = members
  })
  return { groups: groups.map((members) => ({ members })), other, fixed: topics !== 'auto' }
}
