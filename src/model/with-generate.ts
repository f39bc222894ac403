import type { CallOptions, GenerateRequest, GenerateResult, ModelClient } from './client.ts'

/** The same client with another way to generate. */
export function withGenerate(
  model: ModelClient,
  generate: (request: GenerateRequest, options: CallOptions) => Promise<GenerateResult>,
): ModelClient {
  const { holds } = model
  return {
    generate: (request, options = {}) => generate(request, options),
    embed: (...call) => model.embed(...call),
    modelName: (...call) => model.modelName(...call),
    ...(holds ? { holds } : {}),
    get simulated() {
      return model.simulated
    },
  }
}
