import type { EvaluationSpec } from '../evaluate/evaluation-spec.ts'
import type { CallOptions, ModelClient } from '../model/client.ts'

/** The same client, all of whose calls are made with these options too. */
export function callWith(model: ModelClient, options: Pick<CallOptions, 'trial' | 'rank'>): ModelClient {
  return {
    generate: (request, given) => model.generate(request, { ...given, ...options }),
    embed: (texts, given) => model.embed(texts, { ...given, ...options }),
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    simulated: model.simulated,
  }
}

/** A suite's own target, all of whose calls say that they repeat earlier ones on purpose. */
export function repeatTarget(
  { target }: Pick<EvaluationSpec, 'target'>,
  trial: number | undefined,
): Pick<EvaluationSpec, 'target'> {
  if (!target || trial === undefined) return {}
  return { target: (messages, item, context) => target(messages, item, { ...context, trial }) }
}
