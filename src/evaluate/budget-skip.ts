import type { Case } from '../core/case.ts'
import type { CaseResult } from '../core/case-result.ts'
import type { ModelClient } from '../model/client.ts'
import { carriedOver } from './case-row.ts'

/** The same door, and whether it refused anything for the budget's sake. */
export function watchRefusals(model: ModelClient): { model: ModelClient; refused: () => boolean } {
  let refused = false
  const watch = <Result extends { status: string; error?: { kind: string } }>(result: Result): Result => {
    if (result.error?.kind === 'budget') refused = true
    return result
  }
  return {
    model: {
      generate: (...call) => model.generate(...call).then(watch),
      embed: (...call) => model.embed(...call).then(watch),
      modelName: (...call) => model.modelName(...call),
      get simulated() {
        return model.simulated
      },
    },
    refused: () => refused,
  }
}

/** A case that could not be judged because the budget was used up was left out: nothing is wrong with it, nor with the model. */
export function skipForBudget(item: Case, { usage }: CaseResult): CaseResult {
  return { ...carriedOver(item), verdict: 'skipped', skipped: 'budget', score: null, scores: [], usage }
}
