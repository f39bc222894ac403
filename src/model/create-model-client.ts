import { retuneError } from '../core/errors.ts'
import type { Limits, Models } from '../core/options.ts'
import { createRandom } from '../core/random.ts'
import { type ModelRole, noUsage } from '../core/usage.ts'
import { askModel } from './ask-model.ts'
import type { CallOptions, ModelClient } from './client.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { embedTexts } from './embed-texts.ts'
import { askedModel, resolveModelName } from './model-names.ts'
import { toModelRequest } from './model-request.ts'
import { type OpenConnection, openConnection } from './open-connection.ts'
import { type CallPermits, createCallPermits, hasCaps } from './pace/call-permits.ts'
import { createServerCircuit, type ServerCircuit } from './pace/server-circuit.ts'
import { createServerLimit, type ServerLimit } from './pace/server-limit.ts'
import { requestedOutput } from './requested-output.ts'
import {
  type EmbeddedAccess,
  type Environment,
  resolveAccess,
  resolveConnection,
  showURL,
} from './resolve-connection.ts'
import type { RetryContext } from './with-retries.ts'

export interface ModelClientOptions {
  readonly models: Models
  /** Shared by all roles. */
  readonly limits: Limits
  /** Who answers when there is neither a key nor a base URL. */
  readonly embedded?: EmbeddedAccess | undefined
  /** Default: `process.env`, read at once. */
  readonly env?: Environment | undefined
  /** Who lets calls go at the rates of `limits`. Default: this client by itself. */
  readonly permits?: CallPermits | undefined
}

type Pace = Pick<RetryContext, 'limit' | 'circuit'>

/** A role's connection, and its server. */
interface Reached {
  readonly connection: OpenConnection
  readonly server: Server
}

interface Server {
  readonly name: string
  readonly circuit: ServerCircuit
  readonly byModel: Map<string, ServerLimit>
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
  permits: given,
}: ModelClientOptions): ModelClient {
  const permits = given ?? (hasCaps(limits) ? createCallPermits(limits) : undefined)
  const shared = createConcurrencyLimit(limits.concurrency)
  const random = createRandom('model retries')
  const environment = { ...env }
  const byRole = new Map<ModelRole, Reached>()
  const byAddress = new Map<string, OpenConnection>()
  const byServer = new Map<string, Server>()

  function connect(role: ModelRole): Reached {
    const known = byRole.get(role)
    if (known) return known
    const connection = resolveConnection(role, models, environment, embedded)
    const { baseURL, apiKey, api, apiChosen, headers = {} } = connection
    const address = JSON.stringify([baseURL, apiKey, api, apiChosen, Object.entries(headers).sort()])
    const opened = byAddress.get(address) ?? openConnection(connection)
    byAddress.set(address, opened)
    const account = JSON.stringify([baseURL, apiKey])
    const server = byServer.get(account) ?? {
      name: showURL(baseURL),
      circuit: createServerCircuit(limits.breaker),
      byModel: new Map(),
    }
    byServer.set(account, server)
    const reached = { connection: opened, server }
    byRole.set(role, reached)
    return reached
  }

  function limitOf({ name, circuit, byModel }: Server, model: string): ServerLimit {
    const limit = byModel.get(model) ?? createServerLimit({ name, limits, shared, circuit, permits })
    byModel.set(model, limit)
    return limit
  }

  function modelName(role: ModelRole, promptModel?: string): string {
    return resolveModelName(role, models, environment, promptModel)
  }

  /** The connection for a model, if it can play it, and the model's limits. */
  function reach(role: ModelRole, model: string) {
    const { connection, server } = connect(role)
    if (connection.simulated && embedded && !embedded.canPlay(model)) {
      throw retuneError('MODEL_NOT_EMBEDDED', { model })
    }
    return { connection, pace: { limit: limitOf(server, model), circuit: server.circuit.of(role) } }
  }

  function contextOf(role: ModelRole, pace: Pace, { signal, stop, rank }: CallOptions) {
    const { retries = limits.retries, timeout = defaultTimeout(role, limits) } = models[role]
    return { ...pace, random, signal, stop, rank, retries, timeout }
  }

  return {
    async generate(request, options = {}) {
      const { role } = request
      const model = askedModel(request, { modelName })
      const { connection, pace } = reach(role, model)
      const output = requestedOutput(request)
      if (options.mayAsk?.() === false) return notMade
      return askModel(
        connection,
        toModelRequest(request, model, output, connection.openAI),
        output,
        contextOf(role, pace, options),
      )
    },
    async embed(texts, options = {}) {
      const model = modelName('embedder')
      const { connection, pace } = reach('embedder', model)
      if (texts.length === 0) return { status: 'ok', vectors: [], usage: noUsage }
      if (options.mayAsk?.() === false) return notMade
      return embedTexts(connection, model, texts, contextOf('embedder', pace, options))
    },
    modelName,
    get simulated() {
      const { key, url } = resolveAccess('target', models, environment)
      return embedded !== undefined && key === undefined && url === undefined
    },
  }
}

const notMade = {
  status: 'error',
  error: { kind: 'aborted', message: 'The call was not made.' },
  usage: noUsage,
} as const

/** An optimizer reasons at length and writes whole prompts. */
function defaultTimeout(role: ModelRole, { timeout }: Limits): number {
  return role === 'optimizer' ? 5 * timeout : timeout
}
