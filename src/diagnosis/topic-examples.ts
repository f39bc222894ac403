import type { Topic } from '../core/diagnosis.ts'
import type { Member } from './located-diagnosis.ts'
import { dot } from './vector.ts'

const mostExamples = 5

/** The first member and up to four others from other cases, each as unlike the ones before it as there is. */
export function topicExamples(members: readonly Member[]): Topic['examples'] {
  const chosen: Member[] = []
  const likeness = members.map(() => Number.NEGATIVE_INFINITY)
  let next = members[0]
  while (next && chosen.length < mostExamples) {
    chosen.push(next)
    const { vector } = next
    const cases = new Set(chosen.map(({ diagnosis }) => diagnosis.caseId))
    next = undefined
    let least = Number.POSITIVE_INFINITY
    members.forEach((member, row) => {
      likeness[row] = Math.max(likeness[row] ?? 0, dot(member.vector, vector))
      if (likeness[row] >= least || cases.has(member.diagnosis.caseId)) return
      least = likeness[row]
      next = member
    })
  }
  return chosen.map(({ diagnosis: { caseId, why, at } }) => ({ caseId, why, ...(at ? { at } : {}) }))
}
