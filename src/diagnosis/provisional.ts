import { clusterVectors } from './cluster-vectors.ts'
import { dot, type UnitVector } from './vector.ts'

export function partitionVectors(
  vectors: readonly UnitVector[],
  { groups, seed, background }: { groups: number; seed: number; background: number },
): number[] {
  return clusterVectors(vectors, { topics: groups, seed, background })
}
export function chooseTopicCount(
  vectors: readonly UnitVector[],
  { most, background, seed }: { most: number; seed: number; background: number },
): number {
  return new Set(clusterVectors(vectors, { topics: most, seed, background })).size
}
export function sampleGroups(
  vectors: readonly UnitVector[],
  groups: readonly number[],
  { size }: { size: number; seed: number },
): number[] {
  const by = new Map<number, number[]>()
  groups.forEach((g, row) => void by.set(g, [...(by.get(g) ?? []), row]))
  const out: number[] = []
  for (let round = 0; out.length < Math.min(size, vectors.length); round++)
    for (const rows of by.values()) {
      const row = rows[round]
      if (row !== undefined && out.length < size) out.push(row)
    }
  const first = vectors[out[0] ?? 0]
  return out.sort(
    (a, b) =>
      dot(vectors[b] ?? new Float32Array(), first ?? new Float32Array()) -
      dot(vectors[a] ?? new Float32Array(), first ?? new Float32Array()),
  )
}
