import type { Topic } from '../../core/diagnosis.ts'
import { dot } from '../clusters/vector.ts'
import type { Member } from '../located-diagnosis.ts'

const mostExamples = 5

/**
 * The first member and up to four others from other cases, each as unlike the ones before it as there is. Diagnoses that were taken
 * over from another case show nothing of their own, and stand only for want of others.
 */
export function topicExamples(all: readonly Member[]): Topic['examples'] {
  const own = all.filter(({ diagnosis }) => diagnosis.source !== 'assigned')
  const members = own.length > 0 ? own : all
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
