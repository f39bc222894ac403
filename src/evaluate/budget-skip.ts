import type { Case } from '../core/case.ts'
import type { CaseResult } from '../core/case-result.ts'
import type { ModelClient } from '../model/client.ts'
import { carriedOver } from './case-row.ts'

/** The same door, and whether it refused anything for the budget's sake. */
export function watchRefusals(model: ModelClient): RefusalWatch {
  return new RefusalWatch(model)
}

/** A class, as every case has one; see `callWith`. */
class RefusalWatch implements ModelClient {
  readonly #model: ModelClient
  #refused = false

  constructor(model: ModelClient) {
    this.#model = model
  }

  /** Was anything refused so far? */
  get refused() {
    return this.#refused
  }

  generate(...call: Parameters<ModelClient['generate']>) {
    return this.#model.generate(...call).then((result) => this.#watch(result))
  }

  embed(...call: Parameters<ModelClient['embed']>) {
    return this.#model.embed(...call).then((result) => this.#watch(result))
  }

  modelName(...call: Parameters<ModelClient['modelName']>) {
    return this.#model.modelName(...call)
  }

  get simulated() {
    return this.#model.simulated
  }

  #watch<Result extends { status: string; error?: { kind: string } }>(result: Result): Result {
    if (result.error?.kind === 'budget') this.#refused = true
    return result
  }
}

/** A case that could not be judged because the budget was used up was left out: nothing is wrong with it, nor with the model. */
export function skipForBudget(item: Case, { usage }: CaseResult): CaseResult {
  return { ...carriedOver(item), verdict: 'skipped', skipped: 'budget', score: null, scores: [], usage }
}
