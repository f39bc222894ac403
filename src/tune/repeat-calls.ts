import type { EvaluationSpec } from '../evaluate/evaluation-spec.ts'
import type { ModelClient } from '../model/client.ts'

/** The same client, all of whose calls say that they repeat earlier ones on purpose. */
export function repeatCalls(model: ModelClient, trial: number | undefined): ModelClient {
  if (trial === undefined) return model
  return {
    generate: (request, options) => model.generate(request, { ...options, trial }),
    embed: (texts, options) => model.embed(texts, { ...options, trial }),
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    simulated: model.simulated,
  }
}

/** The same for a suite's own target. */
export function repeatTarget(
  { target }: Pick<EvaluationSpec, 'target'>,
  trial: number | undefined,
): Pick<EvaluationSpec, 'target'> {
  if (!target || trial === undefined) return {}
  return { target: (messages, item, context) => target(messages, item, { ...context, trial }) }
}
