import { CallRefused } from '../../evaluate/ask-function.ts'
import type { EvaluationSpec } from '../../evaluate/evaluation-spec.ts'
import type { RunBudget } from '../../model/spending/run-budget.ts'

/** A suite's own target takes calls and minutes of the budget; its tokens are not known. */
export function spendOnTarget<Spec extends EvaluationSpec>(spec: Spec, budget: RunBudget | undefined): Spec {
  const { target } = spec
  if (!target || !budget) return spec
  return {
    ...spec,
    async target(...call) {
      const refusal = await budget.begin()
      if (refusal) throw new CallRefused(refusal)
      try {
        return await target(...call)
      } finally {
        budget.end({ calls: 1, tokens: 0, usd: 0 })
      }
    },
  }
}
