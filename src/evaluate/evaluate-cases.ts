import pLimit from 'p-limit'
import type { Case } from '../core/case.ts'
import type { CaseResult } from '../core/case-result.ts'
import { type EvaluateContext, evaluateCase } from './evaluate-case.ts'
import type { EvaluationSpec } from './evaluation-spec.ts'

export interface EvaluateCasesContext extends EvaluateContext {
  /** Calls of a suite's own target in flight at most. Default 20. The model client bounds its own calls. */
  readonly concurrency?: number | undefined
  /** Called with each result as it arrives, in no particular order. */
  readonly onResult?: ((result: CaseResult) => void) | undefined
}

/** All cases at once; the results stand in the order of the cases. A stopped run gives the rest the error `aborted`. */
export async function evaluateCases(
  cases: readonly Case[],
  spec: EvaluationSpec,
  context: EvaluateCasesContext,
): Promise<CaseResult[]> {
  const limit = spec.target ? pLimit(context.concurrency ?? 20) : undefined
  return Promise.all(
    cases.map(async (item) => {
      const evaluate = () => evaluateCase(item, spec, context)
      const result = await (limit ? limit(evaluate) : evaluate())
      context.onResult?.(result)
      return result
    }),
  )
}
