import type { CaseTrials } from '../core/case-result.ts'
import { countNoun } from '../core/count-noun.ts'
import { formatPercent } from './format-number.ts'

/** `3 of 5 trials passed, 4 must`; of an errored case also how many told nothing. */
export function describeTrials({ passed, failed, lost, atLeast }: CaseTrials): string {
  const asked = passed + failed + lost
  const without = lost > 0 ? `, ${lost} could not be judged` : ''
  return `${passed} of ${countNoun(asked, 'trial')} passed${without}, ${atLeast} must`
}

/** ` (38% to 96%)`, the interval of the rate at which the case passes. */
export function trialInterval({ interval }: CaseTrials): string {
  return interval ? ` (${formatPercent(interval.low, 0)} to ${formatPercent(interval.high, 0)})` : ''
}
