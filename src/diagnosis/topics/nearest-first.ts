import { centroidOf, dot } from '../clusters/vector.ts'
import type { Member } from '../located-diagnosis.ts'

/** The members of a group from the nearest to its middle to the farthest; ties keep their order. */
export function nearestFirst(members: readonly Member[]): Member[] {
  const middle = centroidOf(members.map(({ vector }) => vector))
  return members
    .map((member, row) => ({ member, row, similarity: dot(member.vector, middle) }))
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .map(({ member }) => member)
}
