import type { ModelRole } from '../core/usage.ts'
import type { CallOptions, GenerateRequest, ModelClient } from './client.ts'

type Bound = Pick<CallOptions, 'trial' | 'rank' | 'caseId'>

/** The same client, all of whose calls are made with these options too; the numbers of trials add up. */
export function callWith(model: ModelClient, options: Bound): ModelClient {
  return new BoundClient(model, options)
}

/** A class, since every case has one: an object with a getter of its own has a shape of its own, which outlives it for long. */
class BoundClient implements ModelClient {
  readonly #model: ModelClient
  readonly #options: Bound

  constructor(model: ModelClient, options: Bound) {
    this.#model = model
    this.#options = options
  }

  generate(request: GenerateRequest, given?: CallOptions) {
    return this.#model.generate(request, this.#both(given))
  }

  embed(texts: readonly string[], given?: CallOptions) {
    return this.#model.embed(texts, this.#both(given))
  }

  modelName(role: ModelRole, promptModel?: string) {
    return this.#model.modelName(role, promptModel)
  }

  get simulated() {
    return this.#model.simulated
  }

  #both(given: CallOptions | undefined): CallOptions {
    const trial = (given?.trial ?? 0) + (this.#options.trial ?? 0)
    return { ...given, ...this.#options, ...(trial === 0 ? {} : { trial }) }
  }
}
