import { countNoun } from '../../core/count-noun.ts'
import { groupDigits } from '../../core/group-digits.ts'
import type { Gate } from '../../core/options.ts'
import { formatShare, type GateRule } from './gate-rule.ts'

/** A least pass rate; a suite that says nothing else asks for every case. */
export const passRate: GateRule = ({ metrics: { passRate: rate, passed, failed }, gate }) => {
  if (rate === null) return undefined
  const judged = passed + failed
  const least = gate?.passRate
  if (least !== undefined) {
    const [is, bound] = formatShare(rate, least)
    const holds = rate >= least
    return {
      passed: holds,
      reason: `pass rate ${is} ${holds ? 'reaches' : 'is below'} ${bound} (${groupDigits(passed)} of ${groupDigits(judged)})`,
    }
  }
  if (asksForMore(gate)) return undefined
  return failed === 0
    ? { passed: true, reason: `all of ${countNoun(passed, 'case')} passed` }
    : { passed: false, reason: `${groupDigits(failed)} of ${countNoun(judged, 'case')} failed` }
}

function asksForMore(gate: Gate | undefined): boolean {
  return (
    gate?.maxRegressions !== undefined || gate?.noSignificantDrop === true || gate?.critical !== undefined
  )
}
