import type { CallOptions, ModelClient } from './client.ts'

/** The same client, all of whose calls are made with these options too; the numbers of trials add up. */
export function callWith(
  model: ModelClient,
  options: Pick<CallOptions, 'trial' | 'rank' | 'caseId'>,
): ModelClient {
  const both = (given: CallOptions | undefined): CallOptions => {
    const trial = (given?.trial ?? 0) + (options.trial ?? 0)
    return { ...given, ...options, ...(trial === 0 ? {} : { trial }) }
  }
  return {
    generate: (request, given) => model.generate(request, both(given)),
    embed: (texts, given) => model.embed(texts, both(given)),
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    get simulated() {
      return model.simulated
    },
  }
}
