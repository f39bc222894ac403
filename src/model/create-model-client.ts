import { retuneError } from '../core/errors.ts'
import type { Limits, Models } from '../core/options.ts'
import { createRandom } from '../core/random.ts'
import { type ModelRole, noUsage } from '../core/usage.ts'
import type { ModelRequest } from './api-adapter.ts'
import { askModel } from './ask-model.ts'
import type { CallOptions, GenerateRequest, ModelClient } from './client.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { embedTexts } from './embed-texts.ts'
import { isReasoningModel, resolveModelName } from './model-names.ts'
import { type OpenConnection, openConnection } from './open-connection.ts'
import {
  type EmbeddedAccess,
  type Environment,
  resolveAccess,
  resolveConnection,
} from './resolve-connection.ts'
import { type StructuredOutput, structuredOutput } from './structured-output.ts'

export interface ModelClientOptions {
  readonly models: Models
  /** Shared by all roles. */
  readonly limits: Limits
  /** Who answers when there is neither a key nor a base URL. */
  readonly embedded?: EmbeddedAccess | undefined
  /** Default: `process.env`, read at once. */
  readonly env?: Environment | undefined
}

/**
 * The door to the models. What a server or a network does comes back as a result; only a wrong set-up throws, on the
 * first call that needs it.
 *
 * @throws RetuneError (from `generate` and `embed`) MODEL_NO_ACCESS, MODEL_NOT_EMBEDDED, MODEL_BASE_URL, MODEL_KEY, MODEL_SCHEMA
 */
export function createModelClient({
  models,
  limits,
  embedded,
  env = process.env,
}: ModelClientOptions): ModelClient {
  const limit = createConcurrencyLimit(limits.concurrency)
  const random = createRandom('model retries')
  const environment = { ...env }
  const byRole = new Map<ModelRole, OpenConnection>()
  const byAddress = new Map<string, OpenConnection>()

  function connect(role: ModelRole): OpenConnection {
    const known = byRole.get(role)
    if (known) return known
    const connection = resolveConnection(role, models, environment, embedded)
    const { baseURL, apiKey, api, apiChosen, headers = {} } = connection
    const address = JSON.stringify([baseURL, apiKey, api, apiChosen, Object.entries(headers).sort()])
    const opened = byAddress.get(address) ?? openConnection(connection)
    byAddress.set(address, opened)
    byRole.set(role, opened)
    return opened
  }

  function modelName(role: ModelRole, promptModel?: string): string {
    return resolveModelName(role, models, environment, promptModel)
  }

  /** The connection for a model, if it can play it. */
  function reach(role: ModelRole, model: string): OpenConnection {
    const connection = connect(role)
    if (connection.simulated && embedded && !embedded.canPlay(model)) {
      throw retuneError('MODEL_NOT_EMBEDDED', { model })
    }
    return connection
  }

  function contextOf(role: ModelRole, { signal, stop, rank }: CallOptions) {
    const { retries = limits.retries, timeout = limits.timeout } = models[role]
    return { limit, random, signal, stop, rank, retries, timeout }
  }

  return {
    async generate(request, options = {}) {
      const { role } = request
      const model = role === 'target' ? modelName(role, request.model) : (request.model ?? modelName(role))
      const connection = reach(role, model)
      const output = request.output && structuredOutput(request.output.name, request.output.schema)
      return askModel(connection, fill(request, model, output, connection), output, contextOf(role, options))
    },
    async embed(texts, options = {}) {
      const model = modelName('embedder')
      const connection = reach('embedder', model)
      if (texts.length === 0) return { status: 'ok', vectors: [], usage: noUsage }
      return embedTexts(connection, model, texts, contextOf('embedder', options))
    },
    modelName,
    get simulated() {
      const { key, url } = resolveAccess('target', models, environment)
      return embedded !== undefined && key === undefined && url === undefined
    },
  }
}

function fill(
  request: GenerateRequest,
  model: string,
  output: StructuredOutput | undefined,
  { openAI }: OpenConnection,
): ModelRequest {
  const { messages, tools = [], toolChoice = 'auto' } = request
  const { temperature, topP, maxOutputTokens, reasoningEffort } = request
  return {
    model,
    messages,
    output:
      request.output && output
        ? { name: request.output.name, schema: output.schema, strict: output.strict }
        : undefined,
    tools: tools.map(({ name, description, parameters }) => {
      const { schema, strict } = structuredOutput(name, parameters)
      return { name, description, parameters: schema, strict }
    }),
    toolChoice,
    temperature,
    topP,
    maxOutputTokens,
    reasoningEffort,
    reasoning: isReasoningModel(model) || (reasoningEffort !== undefined && reasoningEffort !== 'none'),
    openAI,
  }
}
