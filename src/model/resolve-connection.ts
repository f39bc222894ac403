import { retuneError } from '../core/errors.ts'
import type { Models } from '../core/options.ts'
import type { ModelRole } from '../core/usage.ts'

export type Api = 'responses' | 'chat'

/** The embedded model, which stands in when there is neither a key nor a base URL. */
export interface EmbeddedAccess {
  /** `http://127.0.0.1:PORT/v1` */
  readonly baseURL: string
  /** Can it stand in for the model of this name? */
  canPlay(model: string): boolean
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Where and how one role is asked. */
export interface Connection {
  readonly baseURL: string
  readonly apiKey: string
  /** Was a key given? If not, `apiKey` is a placeholder. */
  readonly keyed: boolean
  /** Does the embedded model answer? */
  readonly simulated: boolean
  /** The API to speak first. */
  readonly api: Api
  /** Did the user choose the API? If not, the other one is tried when the server does not know the first. */
  readonly apiChosen: boolean
}

const openAIBaseURL = 'https://api.openai.com/v1'

/**
 * Each field falls back from the role's options to the target's, then to `OPENAI_API_KEY` and `OPENAI_BASE_URL`. With neither
 * key nor base URL it is the embedded model.
 *
 * @throws RetuneError MODEL_NO_ACCESS, MODEL_BASE_URL, MODEL_KEY
 */
export function resolveConnection(
  role: ModelRole,
  models: Models,
  env: Environment,
  embedded: EmbeddedAccess | undefined,
): Connection {
  const { key, url } = resolveAccess(role, models, env)
  const api = models[role].api ?? models.target.api
  const apiChosen = api !== undefined
  if (key === undefined && url === undefined) {
    if (!embedded) throw retuneError('MODEL_NO_ACCESS', { role })
    return {
      baseURL: embedded.baseURL,
      apiKey: 'embedded',
      keyed: false,
      simulated: true,
      api: api ?? 'responses',
      apiChosen,
    }
  }
  // A header cannot hold other characters; the error of `fetch` would show the key.
  if (key !== undefined && !/^[\x21-\x7E]+$/.test(key)) throw retuneError('MODEL_KEY', { role })
  const baseURL = url ?? openAIBaseURL
  if (!/^https?:\/\/[^/]/.test(baseURL) || !URL.canParse(baseURL)) {
    throw retuneError('MODEL_BASE_URL', { role, baseURL: showURL(baseURL) })
  }
  return {
    baseURL,
    apiKey: key ?? 'none',
    keyed: key !== undefined,
    simulated: false,
    api: api ?? (isOpenAI(baseURL) ? 'responses' : 'chat'),
    apiChosen,
  }
}

/** The key and the base URL of a role, as far as any is given. */
export function resolveAccess(
  role: ModelRole,
  models: Models,
  env: Environment,
): { key?: string; url?: string } {
  const own = models[role]
  const { target } = models
  const key = (own.apiKey ?? target.apiKey ?? env.OPENAI_API_KEY)?.trim()
  const url = (own.baseURL ?? target.baseURL ?? env.OPENAI_BASE_URL)?.trim()
  return { ...(key ? { key } : {}), ...(url ? { url } : {}) }
}

/** `api.openai.com` and its regional hosts. */
export function isOpenAI(baseURL: string): boolean {
  return URL.canParse(baseURL) && /(^|\.)api\.openai\.com$/.test(new URL(baseURL).hostname)
}

/** A base URL as messages show it: without user, password and query, which may hold secrets. */
export function showURL(baseURL: string): string {
  return baseURL.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')
}
