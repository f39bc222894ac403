import type { ModelClient } from '../model/client.ts'
import { remoteBudget } from '../model/spending/remote-budget.ts'
import type { RunBudget } from '../model/spending/run-budget.ts'
import { type ModelAccess, openModel } from './open-model.ts'

/** The door of a run in this process, and what it may spend, where that is limited. */
export interface RunAccess {
  readonly model: ModelClient
  readonly budget: RunBudget | undefined
}

let opened: ({ readonly key: string } & RunAccess) | undefined

/**
 * The one door of all suites of a run in this process: what it learns of a server it knows for all of them. A later run begins
 * anew, and asks again where the one before had given up.
 */
export function modelOfRun(
  access: ModelAccess & { readonly budgetPort?: number | undefined },
  run: number,
): RunAccess {
  const { options, embeddedURL, permitPort, budgetPort } = access
  const key = JSON.stringify([run, options.models, options.limits, embeddedURL, permitPort, budgetPort])
  if (opened?.key !== key) {
    const budget = budgetPort === undefined ? undefined : remoteBudget(budgetPort)
    opened = { key, budget, model: openModel({ ...access, budget }) }
  }
  return opened
}

/** A door that begins anew with each run of watch mode. */
export interface RenewedModel extends ModelClient {
  renew(): void
}

export function renewedModel(open: () => ModelClient): RenewedModel {
  let model = open()
  return {
    renew() {
      model = open()
    },
    generate: (...call) => model.generate(...call),
    embed: (...call) => model.embed(...call),
    modelName: (...call) => model.modelName(...call),
    get simulated() {
      return model.simulated
    },
  }
}
