import type { CallOptions, ModelClient } from './client.ts'

/** The same client, all of whose calls are made with these options too. */
export function callWith(
  model: ModelClient,
  options: Pick<CallOptions, 'trial' | 'rank' | 'caseId'>,
): ModelClient {
  return {
    generate: (request, given) => model.generate(request, { ...given, ...options }),
    embed: (texts, given) => model.embed(texts, { ...given, ...options }),
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    get simulated() {
      return model.simulated
    },
  }
}
