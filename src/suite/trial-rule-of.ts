import type { Case } from '../core/case.ts'
import { retuneError } from '../core/errors.ts'
import type { TrialRule } from '../core/trials/trial-rule.ts'
import type { ResolvedSuiteOptions } from './suite-options.ts'

/**
 * How often a case is asked and how many answers must pass: what its row says, else what the suite says. Every trial must pass where
 * nothing is said, also in a row that brings its own number of trials.
 */
export function trialRuleOf(
  { trials: own, pass }: Pick<Case, 'trials' | 'pass'>,
  { trials: ofSuite, pass: suitePass }: Pick<ResolvedSuiteOptions, 'trials' | 'pass'>,
): TrialRule {
  const trials = own ?? ofSuite
  const atLeast = pass?.atLeast ?? (own === undefined ? suitePass?.atLeast : undefined) ?? trials
  return { trials, atLeast }
}

/** @throws RetuneError SUITE_TRIALS for a row that could never pass */
export function checkTrials(
  cases: readonly Case[],
  options: Pick<ResolvedSuiteOptions, 'trials' | 'pass'>,
): void {
  for (const item of cases) {
    const { trials, atLeast } = trialRuleOf(item, options)
    if (atLeast > trials) throw retuneError('SUITE_TRIALS', { id: item.id, trials, atLeast }, { at: item.at })
  }
}
