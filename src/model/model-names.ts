import type { Models } from '../core/options.ts'
import type { ModelRole } from '../core/usage.ts'
import type { GenerateRequest, ModelClient } from './client.ts'
import type { Environment } from './resolve-connection.ts'

/**
 * The model of a role. Target: its option, else the prompt file's choice, else `OPENAI_MODEL`, else `gpt-4.1`. Embedder: its
 * option, else `text-embedding-3-small`. The rest: their option, else the target's, else as the target.
 */
export function resolveModelName(
  role: ModelRole,
  models: Models,
  env: Environment,
  promptModel: string | undefined,
): string {
  if (role === 'embedder') return models.embedder.model ?? 'text-embedding-3-small'
  const chosen =
    role === 'target' ? (models.target.model ?? promptModel) : (models[role].model ?? models.target.model)
  return chosen ?? (env.OPENAI_MODEL?.trim() || 'gpt-4.1')
}

/** The model that a request goes to. */
export function askedModel(
  { role, model }: GenerateRequest,
  { modelName }: Pick<ModelClient, 'modelName'>,
): string {
  return role === 'target' ? modelName(role, model) : (model ?? modelName(role))
}

/** Models that reason before they answer: o1, o3, o4-mini, gpt-5 and later, gpt-oss, codex; with or without a provider's prefix. */
export function isReasoningModel(model: string): boolean {
  const name = model.replace(/^.*\//, '').replace(/^ft:/, '')
  return /^(o\d|gpt-([5-9]|[1-9]\d(?!-turbo))|gpt-oss|codex)/.test(name) && !/chat/.test(name)
}
