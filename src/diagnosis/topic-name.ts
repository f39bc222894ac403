import type { Member } from './located-diagnosis.ts'
import { unexplained } from './mechanical-diagnosis.ts'

/**
 * The label that the critic gave most of the members, on a tie the one nearest to the middle. Where the critic gave none:
 * the label that at least half of the members share, else the group's most telling terms. `members` come nearest to the middle
 * first.
 */
export function topicName(members: readonly Member[], terms: readonly string[]): string {
  const critiqued = members.filter(({ diagnosis }) => diagnosis.source === 'critic')
  const common = commonLabel(critiqued.length > 0 ? critiqued : members)
  if (common && critiqued.length > 0) return common.label
  if (common && common.label !== unexplained && common.count * 2 >= members.length) return common.label
  if (common?.label === unexplained && terms.length > 0)
    return `${unexplained}: ${terms.slice(0, 3).join(', ')}`
  return terms.slice(0, 3).join(', ') || common?.label || 'unnamed failure'
}

function commonLabel(members: readonly Member[]): { label: string; count: number } | undefined {
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
