import { foldName } from './fold-name.ts'
import type { TopicGroup } from './topic-group.ts'
import { centroidOf, cosineDistance } from './vector.ts'

/** Topics nearer to each other than this share of the distance of unrelated texts are one. */
const twinDistance = 0.12

/** Makes one topic of those that have the same name or hold nearly the same; the largest one gives its name. */
export function mergeTwins(groups: readonly TopicGroup[], background: number): TopicGroup[] {
  const kept: { group: TopicGroup; centroid: Float32Array }[] = []
  const bySize = groups
    .map((group, order) => ({ group, order }))
    .sort((a, b) => b.group.members.length - a.group.members.length || a.order - b.order)
  for (const { group } of bySize) {
    const centroid = centroidOf(group.members.map(({ vector }) => vector))
    const twin = kept.find(
      (other) =>
        sameName(group, other.group) || cosineDistance(centroid, other.centroid) < twinDistance * background,
    )
    if (!twin) kept.push({ group, centroid })
    else twin.group = { ...twin.group, members: [...twin.group.members, ...group.members] }
  }
  return kept.map(({ group }) => group)
}

function sameName({ named: a }: TopicGroup, { named: b }: TopicGroup): boolean {
  return a !== undefined && b !== undefined && foldName(a.name) === foldName(b.name)
}
