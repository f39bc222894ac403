import type { ApiAdapter } from './api-adapter.ts'
import { chatAdapter } from './chat-adapter.ts'
import type { OpenAIClient } from './openai-client.ts'
import { type Api, type Connection, isOpenAI } from './resolve-connection.ts'
import { responsesAdapter } from './responses-adapter.ts'

const adapters: Readonly<Record<Api, ApiAdapter>> = { responses: responsesAdapter, chat: chatAdapter }

/** A connection with its client and what was learnt about its server. */
export interface OpenConnection extends Connection {
  /** Is it OpenAI itself? */
  readonly openAI: boolean
  /** Loaded with the first call, since `openai` takes a quarter of a second to load. */
  client(): Promise<OpenAIClient>
  /** The adapter of the API that this server speaks, as far as is known. */
  adapter(): ApiAdapter
  /** The server answered on this adapter's path: there is no more switching. */
  confirm(): void
  /** May the other API still be tried where the server does not know this one's path? */
  maySwitchFrom(adapter: ApiAdapter): boolean
  /** The server does not know the path. `true`: it is worth asking again, by the other API. */
  switchFrom(adapter: ApiAdapter): boolean
  /** May this model be asked for logprobs, as far as is known? */
  givesLogprobs(model: string): boolean
  /** It may not: the server refused a request for them. */
  refuseLogprobs(model: string): void
  /** May this model be asked for structured output, as far as is known? */
  givesStructure(model: string): boolean
  /** It may not: the server refused a request for it. */
  refuseStructure(model: string): void
}

export function openConnection(connection: Connection): OpenConnection {
  let { api } = connection
  let settled = connection.apiChosen
  let client: Promise<OpenAIClient> | undefined
  const withoutLogprobs = new Set<string>()
  const withoutStructure = new Set<string>()
  // A call that was under way while another one switched is asked again.
  const maySwitchFrom = (adapter: ApiAdapter) => adapter !== adapters[api] || !settled
  return {
    ...connection,
    openAI: isOpenAI(connection.baseURL),
    client: () => (client ??= loadClient(connection)),
    adapter: () => adapters[api],
    confirm() {
      settled = true
    },
    maySwitchFrom,
    switchFrom(adapter) {
      if (!maySwitchFrom(adapter)) return false
      settled = true
      api = adapter === chatAdapter ? 'responses' : 'chat'
      return true
    },
    givesLogprobs: (model) => !withoutLogprobs.has(model),
    refuseLogprobs(model) {
      withoutLogprobs.add(model)
    },
    givesStructure: (model) => !withoutStructure.has(model),
    refuseStructure(model) {
      withoutStructure.add(model)
    },
  }
}

/** Loads `openai` while something else is waited for. */
export function preloadClient(): void {
  import('./openai-client.ts').catch(() => {
    // The first call says so.
  })
}

async function loadClient(connection: Connection): Promise<OpenAIClient> {
  const { createOpenAIClient } = await import('./openai-client.ts')
  return createOpenAIClient(connection)
}
