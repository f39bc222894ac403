import { type GateRule, plural } from './gate-rule.ts'

/** Cases that could not be asked or scored fail any gate, and so does a set without one judged case. */
export const judged: GateRule = ({ metrics: { errored, cases, passRate }, results }) => {
  if (errored > 0) {
    const first = results.find(({ error }) => error !== undefined)?.error
    const cause = first ? ` (${[first.kind, first.message].filter(Boolean).join(': ')})` : ''
    return {
      passed: false,
      reason: `${errored} of ${plural(cases, 'case')} could not be asked or scored${cause}`,
    }
  }
  return passRate === null ? { passed: false, reason: `no case was judged (of ${cases})` } : undefined
}
