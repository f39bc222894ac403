import { centroidOf, cosineDistance, type UnitVector } from '../clusters/vector.ts'
import type { Embedding } from '../embeddings/embed-texts.ts'
import type { LocatedDiagnosis, Member } from '../located-diagnosis.ts'
import { foldName } from './fold-name.ts'
import type { Grouping } from './topic-group.ts'

/** Labels whose diagnoses are nearer to each other than this share of the background distance are one cause in two wordings. */
const sameCause = 0.5

/**
 * Where a critic gave few labels they are the topics: it wrote different ones on purpose, and few points tell nothing of how far apart
 * causes lie. Labels whose diagnoses hardly differ come together, the more frequent one first.
 */
export function groupByLabel(
  diagnoses: readonly LocatedDiagnosis[],
  { vectors, background }: Pick<Embedding, 'vectors' | 'background'>,
): Grouping {
  const byLabel = new Map<string, Member[]>()
  diagnoses.forEach((diagnosis, row) => {
    const vector = vectors[row]
    if (!vector) return
    const label = foldName(diagnosis.label)
    const members = byLabel.get(label)
    if (members) members.push({ diagnosis, vector })
    else byLabel.set(label, [{ diagnosis, vector }])
  })
  const groups: { members: Member[]; direction: UnitVector }[] = []
  const byCount = [...byLabel].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
  for (const [, members] of byCount) {
    const direction = centroidOf(members.map(({ vector }) => vector))
    const twin = groups.find((group) => cosineDistance(group.direction, direction) < sameCause * background)
    if (twin) twin.members.push(...members)
    else groups.push({ members, direction })
  }
  return { groups, other: [] }
}
