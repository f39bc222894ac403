import type { Case } from '../../core/case.ts'
import { countNoun } from '../../core/count-noun.ts'
import { formatLocation } from '../../core/location.ts'
import { findLeaks } from '../../dataset/find-leaks.ts'
import type { LintRule } from '../lint-rule.ts'

const shown = 3

/** Rows whose input also stands, word for word or nearly, in another split: what is tuned on would be measured on. */
export const splitLeaks: LintRule = ({ cases }) => {
  const leaks = findLeaks(cases)
  return (['exact', 'near'] as const).flatMap((kind) => {
    const found = leaks.filter((leak) => leak.kind === kind)
    const [first] = found
    if (!first) return []
    const pairs = found
      .slice(0, shown)
      .map(({ a, b }) => `${place(a)} (${a.split}) = ${place(b)} (${b.split})`)
    const more = found.length > shown ? ` and ${found.length - shown} more` : ''
    return {
      severity: kind === 'exact' ? ('error' as const) : ('warning' as const),
      message: `${countNoun(found.length, kind === 'exact' ? 'row' : 'nearly equal row')} in two splits: ${pairs.join('; ')}${more}`,
      ...(first.b.at ? { at: first.b.at } : {}),
    }
  })
}

function place({ at, id }: Case): string {
  return at ? formatLocation(at) : id
}
