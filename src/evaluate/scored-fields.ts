import { isRecord } from '../core/json.ts'
import { pathNames } from '../scorers/path-names.ts'
import type { Scorer } from '../scorers/scorer.ts'

/**
 * Where in an output stands what is scored: the paths that scorers name; where none names any, the members that `expected` has.
 * Nothing where neither tells.
 */
export function scoredFields(scorers: readonly Scorer[], expected: unknown): string[][] {
  const named = scorers.flatMap(({ looksAt = [] }) => looksAt).filter((path) => path !== '')
  if (named.length > 0) return [...new Set(named)].map(pathNames)
  return isRecord(expected) ? membersOf(expected, []) : []
}

function membersOf(value: Record<string, unknown>, path: readonly string[]): string[][] {
  return Object.entries(value).flatMap(([name, member]) =>
    isRecord(member) && Object.keys(member).length > 0
      ? membersOf(member, [...path, name])
      : [[...path, name]],
  )
}
