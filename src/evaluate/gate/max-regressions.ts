import { countNoun } from '../../core/count-noun.ts'
import { type GateRule, someIds, withoutComparison } from './gate-rule.ts'

/** So many cases may fail that passed in the baseline. */
export const maxRegressions: GateRule = ({ gate, base }) => {
  const most = gate?.maxRegressions
  if (most === undefined) return undefined
  if (typeof base !== 'object') return withoutComparison(base)
  const ids = base.newlyFailing
  const holds = ids.length <= most
  const count = `${countNoun(ids.length, 'regression')}, ${most} allowed`
  return { passed: holds, reason: ids.length === 0 ? count : `${count}: ${someIds(ids)}` }
}
