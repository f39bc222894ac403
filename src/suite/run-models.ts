import type { ModelClient } from '../model/client.ts'
import { type ModelAccess, openModel } from './open-model.ts'

let opened: { readonly key: string; readonly model: ModelClient } | undefined

/**
 * The one door of all suites of a run in this process: what it learns of a server it knows for all of them. A later run begins
 * anew, and asks again where the one before had given up.
 */
export function modelOfRun(access: ModelAccess, run: number): ModelClient {
  const { options, embeddedURL, permitPort } = access
  const key = JSON.stringify([run, options.models, options.limits, embeddedURL, permitPort])
  if (opened?.key !== key) opened = { key, model: openModel(access) }
  return opened.model
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
