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
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

const openAIBaseURL = 'https://api.openai.com/v1'

/**
 * Each field falls back from the role's options to the target's, then to `OPENAI_API_KEY` and `OPENAI_BASE_URL`; key, headers and
 * API only where they belong to the same server. With neither key nor base URL it is the embedded model.
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
  const shared = sharesServer(role, models, env) ? models.target : {}
  const api = models[role].api ?? shared.api
  const apiChosen = api !== undefined
  const headers = models[role].headers ?? shared.headers
  if (key === undefined && url === undefined) {
    if (!embedded) throw retuneError('MODEL_NO_ACCESS', { role })
    return {
      baseURL: embedded.baseURL,
      apiKey: 'embedded',
      keyed: false,
      simulated: true,
      api: api ?? 'responses',
      apiChosen,
      headers,
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
    headers,
  }
}

/**
 * The key and the base URL of a role, as far as any is given. A key is sent to no other server than the one that it was given
 * for: the target's key goes with the target's base URL, that of the environment with the environment's.
 */
export function resolveAccess(
  role: ModelRole,
  models: Models,
  env: Environment,
): { key?: string; url?: string } {
  const own = models[role]
  const { target } = models
  const envURL = given(env.OPENAI_BASE_URL)
  const targetURL = given(target.baseURL) ?? envURL
  const url = given(own.baseURL) ?? targetURL
  const key =
    given(own.apiKey) ??
    (isSameServer(url, targetURL) ? given(target.apiKey) : undefined) ??
    (isSameServer(url, envURL) ? given(env.OPENAI_API_KEY) : undefined)
  return { ...(key ? { key } : {}), ...(url ? { url } : {}) }
}

/** Does a role speak to the target's server? Then the target's other fields count for it too. */
function sharesServer(role: ModelRole, models: Models, env: Environment): boolean {
  return isSameServer(resolveAccess(role, models, env).url, resolveAccess('target', models, env).url)
}

function given(text: string | undefined): string | undefined {
  return text?.trim() || undefined
}

/** Equal base URLs, whatever their letter case in the host and slash at the end; none is OpenAI's. */
function isSameServer(a: string = openAIBaseURL, b: string = openAIBaseURL): boolean {
  return normaliseURL(a) === normaliseURL(b)
}

/** One spelling of base URLs that mean the same. */
export function normaliseURL(url: string): string {
  const plain = URL.canParse(url) ? new URL(url).href : url
  return plain.replace(/\/+$/, '')
}

/** `api.openai.com` and its regional hosts. */
export function isOpenAI(baseURL: string): boolean {
  return URL.canParse(baseURL) && /(^|\.)api\.openai\.com$/.test(new URL(baseURL).hostname)
}

/** OpenAI's own address, and none of its regional hosts, which have other prices; no base URL means it too. */
export function isOpenAIItself(baseURL: string | undefined): boolean {
  return isSameServer(baseURL)
}

/** A base URL as messages show it: without user, password and query, which may hold secrets. */
export function showURL(baseURL: string): string {
  return baseURL.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')
}
