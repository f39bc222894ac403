import { countNoun } from '../../core/count-noun.ts'
import { groupDigits } from '../../core/group-digits.ts'
import type { GateRule } from './gate-rule.ts'

/** More cases that could not be asked or scored than allowed fail any gate, and so does a set without one judged case. */
export const judged: GateRule = ({ metrics: { errored, cases, passRate }, results, errorsAllowed }) => {
  if (errored > errorsAllowed) {
    const first = results.find(({ error }) => error !== undefined)?.error
    const cause = first ? ` (${[first.kind, first.message].filter(Boolean).join(': ')})` : ''
    const allowed = errorsAllowed > 0 ? `, ${errorsAllowed} allowed` : ''
    return {
      passed: false,
      reason: `${groupDigits(errored)} of ${countNoun(cases, 'case')} could not be asked or scored${allowed}${cause}`,
    }
  }
  return passRate === null ? { passed: false, reason: `no case was judged (of ${cases})` } : undefined
}
