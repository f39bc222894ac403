import { type GateRule, withoutComparison } from './gate-rule.ts'

/** Neither the pass rate nor the mean score is below the baseline's by more than chance; too few changed cases to tell hold. */
export const noSignificantDrop: GateRule = ({ gate, base }) => {
  if (gate?.noSignificantDrop !== true) return undefined
  if (typeof base !== 'object') return withoutComparison(base)
  const { significance, scoreSignificance } = base
  const drops = [significance, ...(scoreSignificance ? [scoreSignificance] : [])].filter(
    ({ verdict }) => verdict === 'regression',
  )
  return { passed: drops.length === 0, reason: (drops[0] ?? significance).words }
}
