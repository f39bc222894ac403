import {
  judgeTrials,
  type TrialOutcome,
  type TrialRule,
  type TrialVerdict,
  trialsToAsk,
} from './trial-rule.ts'

/** Asks until the rule is decided, side by side what must be asked in any case. The answers stand in the order of their trials. */
export async function runTrials<Answer>(
  rule: TrialRule,
  ask: (trial: number) => Promise<Answer>,
  outcomeOf: (answer: Answer) => TrialOutcome,
): Promise<{ verdict: TrialVerdict; answers: Answer[] }> {
  const answers: Answer[] = []
  const outcomes: TrialOutcome[] = []
  for (let count = trialsToAsk(rule, outcomes); count > 0; count = trialsToAsk(rule, outcomes)) {
    const from = answers.length
    const wave = await Promise.all(Array.from({ length: count }, (_, index) => ask(from + index)))
    answers.push(...wave)
    outcomes.push(...wave.map(outcomeOf))
  }
  return { verdict: judgeTrials(rule, outcomes), answers }
}
