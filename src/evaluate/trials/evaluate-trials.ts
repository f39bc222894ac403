import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import { runTrials } from '../../core/trials/run-trials.ts'
import type { TrialOutcome, TrialRule } from '../../core/trials/trial-rule.ts'
import { callWith } from '../../model/call-with.ts'
import { type EvaluateContext, judgeCase, settleResult } from '../evaluate-case.ts'
import type { EvaluationSpec } from '../evaluation-spec.ts'
import { mergeTrials } from './merge-trials.ts'

export interface TrialContext extends EvaluateContext {
  /** The number of the first trial, where the same was asked before. Default 0. */
  readonly firstTrial?: number | undefined
  /** Bounds how many trials run at once, over all cases. */
  readonly limit?: (<Result>(run: () => Promise<Result>) => Promise<Result>) | undefined
}

/**
 * One case, asked until its rule is decided: the verdict goes by the rule, score and confidence are means over the trials, and
 * what is shown is the first trial that ended as the case did. With one trial it is what `evaluateCase` gives.
 *
 * @throws RetuneError from the model client, for a wrong set-up only
 */
export async function evaluateTrials(
  item: Case,
  spec: EvaluationSpec,
  { trials, atLeast }: TrialRule,
  { firstTrial = 0, limit = (run) => run(), ...context }: TrialContext,
): Promise<CaseResult> {
  const rule = item.skip ? { trials: 1, atLeast: 1 } : { trials, atLeast }
  const { verdict, answers } = await runTrials(
    rule,
    (index) => limit(() => judgeCase(item, spec, asTrial(context, firstTrial + index))),
    outcomeOf,
  )
  return settleResult(mergeTrials(rule, verdict, answers), spec)
}

function asTrial({ model, signal }: EvaluateContext, trial: number): EvaluateContext {
  return trial === 0 ? { model, signal } : { model: callWith(model, { trial }), signal, trial }
}

function outcomeOf({ verdict }: CaseResult): TrialOutcome {
  return verdict === 'passed' || verdict === 'failed' ? verdict : 'lost'
}
