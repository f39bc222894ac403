import { countNoun } from '../../core/count-noun.ts'
import { type GateRule, someIds } from './gate-rule.ts'

/** Every critical case passes: under any gate, whether it says `critical: 'all'` or not. */
export const critical: GateRule = ({ results, gate }) => {
  const judged = results.filter(
    ({ critical: marked, verdict }) => marked && (verdict === 'passed' || verdict === 'failed'),
  )
  const ids = judged.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)
  if (ids.length > 0) {
    return { passed: false, reason: `${countNoun(ids.length, 'critical case')} failed: ${someIds(ids)}` }
  }
  if (gate?.critical === undefined) return undefined
  return {
    passed: true,
    reason: judged.length === 0 ? 'no critical case' : `${countNoun(judged.length, 'critical case')} passed`,
  }
}
