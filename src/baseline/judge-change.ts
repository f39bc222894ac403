import type { BaselineComparison, ChangeVerdict, Delta } from '../core/comparison.ts'
import { describeP } from '../core/statistics/describe-p.ts'
import { mcnemarExact } from '../core/statistics/mcnemar-exact.ts'

/** With fewer changed cases than this nothing is significant: 5 broken against 0 fixed give p = 0.0625, 6 against 0 give 0.03125. */
export const leastChanged = 6

/** What is taken for chance: p-values from here on. */
export const alpha = 0.05

/** The cases that both runs judged, and those of them that changed. */
export interface Changes {
  readonly pairs: number
  /** Passed then, failed now. */
  readonly broken: number
  /** Failed then, passed now. */
  readonly fixed: number
}

/** Did the pass rate move by more than chance? The exact McNemar test of the cases that changed their verdict. */
export function judgeVerdicts({ pairs, broken, fixed }: Changes): BaselineComparison['significance'] {
  const discordant = broken + fixed
  const pValue = mcnemarExact(fixed, broken)
  const verdict = verdictOf(discordant, pValue < alpha, fixed - broken)
  return { verdict, pValue, discordant, words: wordsOf({ pairs, broken, fixed }, verdict, pValue) }
}

/**
 * Did the mean score move by more than chance? By its bootstrap interval, where scores differ by more than the verdicts do;
 * elsewhere the test of the verdicts is the exact one.
 */
export function judgeScores(
  changed: number,
  { mean, low, high }: Delta,
): NonNullable<BaselineComparison['scoreSignificance']> {
  const verdict = verdictOf(changed, low > 0 || high < 0, mean)
  const numbers = `score ${signed(mean)}, 95 % interval ${signed(low)} to ${signed(high)}`
  return { verdict, changed, words: `${numbers}: ${outcome(verdict, changed)}` }
}

function verdictOf(changed: number, significant: boolean, direction: number): ChangeVerdict {
  if (changed < leastChanged) return 'insufficient-data'
  if (!significant) return 'no-change'
  return direction < 0 ? 'regression' : 'improvement'
}

function wordsOf({ pairs, broken, fixed }: Changes, verdict: ChangeVerdict, pValue: number): string {
  if (pairs === 0) return 'no case was judged in both runs: insufficient data'
  const cases = `${pairs} ${pairs === 1 ? 'case' : 'cases'}`
  const changed = broken + fixed
  if (changed === 0) {
    return `no verdict changed in ${cases}: insufficient data for a test (${leastChanged} changed cases needed)`
  }
  const p = verdict === 'insufficient-data' ? '' : ` (${describeP(pValue)})`
  return `${broken} newly failing, ${fixed} fixed of ${cases}: ${outcome(verdict, changed)}${p}`
}

function outcome(verdict: ChangeVerdict, changed: number): string {
  switch (verdict) {
    case 'regression':
      return 'a significant drop'
    case 'improvement':
      return 'a significant gain'
    case 'no-change':
      return 'no significant change'
    case 'insufficient-data':
      return `insufficient data (${changed} changed, ${leastChanged} needed)`
  }
}

function signed(difference: number): string {
  const text = difference.toFixed(3)
  if (Number(text) === 0) return '0.000'
  return difference > 0 ? `+${text}` : text
}
