/** How often the same is asked, and how many of the answers must pass. */
export interface TrialRule {
  readonly trials: number
  /** From 1 to `trials`. */
  readonly atLeast: number
}

/** What one trial says; `lost`: it could not be judged. */
export type TrialOutcome = 'passed' | 'failed' | 'lost'

/** `undecided`: what was lost could have made it either. */
export type TrialVerdict = 'passed' | 'failed' | 'undecided'

/** Passed when `atLeast` trials passed, failed when so many failed that this can be no more, whatever the others say. */
export function judgeTrials(rule: TrialRule, outcomes: readonly TrialOutcome[]): TrialVerdict {
  const { passes, failures } = missing(rule, outcomes)
  if (passes <= 0) return 'passed'
  return failures <= 0 ? 'failed' : 'undecided'
}

/**
 * How many trials to ask next, at once: the fewest that can decide, so that none is asked in vain. 0 when it is decided, and when
 * so many were lost that the rest cannot decide it.
 */
export function trialsToAsk(rule: TrialRule, outcomes: readonly TrialOutcome[]): number {
  const { passes, failures } = missing(rule, outcomes)
  if (passes <= 0 || failures <= 0) return 0
  const left = rule.trials - outcomes.length
  const reachable = [passes, failures].filter((count) => count <= left)
  return reachable.length === 0 ? 0 : Math.min(...reachable)
}

/** How many more passes would decide for passed, and how many more failures for failed. */
function missing({ trials, atLeast }: TrialRule, outcomes: readonly TrialOutcome[]) {
  const count = (wanted: TrialOutcome) => outcomes.filter((outcome) => outcome === wanted).length
  return { passes: atLeast - count('passed'), failures: trials - atLeast + 1 - count('failed') }
}
