import { canonicalJson } from '../../core/canonical-hash.ts'
import type { Case } from '../../core/case.ts'
import { countNoun } from '../../core/count-noun.ts'
import { inputKey } from '../../dataset/input-text.ts'
import type { LintRule } from '../lint-rule.ts'
import { rowPlaces } from '../row-places.ts'

/** Rows that read the same: with different expected values no prompt can get all of them right. */
export const conflictingRows: LintRule = ({ cases }) => {
  const groups = new Map<string, Case[]>()
  for (const item of cases) {
    const key = inputKey(item.input)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  const repeated = [...groups.values()].filter((group) => group.length > 1)
  const conflicts = repeated.filter(
    (group) => new Set(group.map(({ expected }) => canonicalJson(expected) ?? '')).size > 1,
  )
  const copies = repeated.filter((group) => !conflicts.includes(group))
  return [
    ...conflicts.map((group) => ({
      severity: 'error' as const,
      message: `the same input is expected to give different outputs: ${rowPlaces(group)}`,
      ...placeOf(group),
    })),
    ...(copies.length === 0
      ? []
      : [
          {
            severity: 'warning' as const,
            message: `${countNoun(copies.length, 'input')} more than once: ${rowPlaces(copies[0] ?? [])}`,
            ...placeOf(copies[0] ?? []),
          },
        ]),
  ]
}

function placeOf(group: readonly Case[]) {
  const at = group[1]?.at
  return at ? { at } : {}
}
