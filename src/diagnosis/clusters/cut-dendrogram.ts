import { type Branch, branchesBelow, isTopic, mergesOf } from './dendrogram.ts'

/**
 * How many topics the branches below a height make, `most` at most. Branches that are too light for a topic count where all find
 * room, or where there are no others.
 */
export function countTopics(root: Branch, height: number, most: number): number {
  const branches = branchesBelow(root, height)
  if (branches.length <= most) return branches.length
  return Math.min(most, branches.filter(isTopic(root)).length || most)
}

/**
 * A cut with at least so many branches, if there are so many leaves; the heaviest branch comes first. It is made at the given
 * height or, when that leaves fewer, at the greatest height below that leaves enough.
 */
export function cutInto(root: Branch, height: number, groups: number): Branch[] {
  const lower = mergesOf(root)
    .map((merge) => merge.height)
    .filter((merge) => merge < height)
  const enough = [height, ...lower].find((at) => branchesBelow(root, at).length >= groups)
  return branchesBelow(root, enough ?? lower.at(-1) ?? height).sort(
    (a, b) => b.weight - a.weight || firstLeaf(a) - firstLeaf(b),
  )
}

const firstLeaf = ({ leaves }: Branch) => Math.min(...leaves)
