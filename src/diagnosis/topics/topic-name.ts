import { unexplained } from '../critiques/mechanical-diagnosis.ts'
import type { Member } from '../located-diagnosis.ts'

/**
 * The label that the critic gave most of the members, on a tie the one nearest to the middle. Where the critic gave none: the
 * most common mechanical label, with "and others" when most members have another one; where even that says nothing, the
 * group's most telling terms. `members` come nearest to the middle first.
 */
export function topicName(members: readonly Member[], terms: readonly string[]): string {
  const byCritic = mostCommonLabel(members.filter(({ diagnosis }) => diagnosis.source === 'critic'))
  if (byCritic) return byCritic.label
  const common = mostCommonLabel(members)
  if (!common || common.label === unexplained) return [unexplained, ...nameOf(terms)].join(': ')
  return common.count * 2 >= members.length ? common.label : `${common.label} and others`
}

const nameOf = (terms: readonly string[]) => (terms.length > 0 ? [terms.slice(0, 3).join(', ')] : [])

function mostCommonLabel(members: readonly Member[]): { label: string; count: number } | undefined {
  const labels = new Map<string, { label: string; count: number }>()
  for (const { diagnosis } of members) {
    const key = diagnosis.label.toLowerCase()
    const known = labels.get(key)
    if (known) known.count += 1
    else labels.set(key, { label: diagnosis.label, count: 1 })
  }
  // Sorting is stable, and labels stand in the order of their nearest member.
  return [...labels.values()].sort((a, b) => b.count - a.count)[0]
}
