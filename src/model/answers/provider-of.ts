import type { Models } from '../../core/options.ts'
import type { ModelRole } from '../../core/usage.ts'
import {
  type EmbeddedAccess,
  type Environment,
  normaliseURL,
  resolveConnection,
  showURL,
} from '../resolve-connection.ts'

/**
 * Whose server each role asks: its base URL without user, password and query. `undefined` for the embedded model, whose answers are
 * free and change with its version, and where the set-up is wrong, which the first call says.
 */
export function createProviderOf(
  models: Models,
  embedded: EmbeddedAccess | undefined,
  env: Environment = process.env,
): (role: ModelRole) => string | undefined {
  const known = new Map<ModelRole, string | undefined>()
  return (role) => {
    if (!known.has(role)) known.set(role, resolveProvider(role))
    return known.get(role)
  }

  function resolveProvider(role: ModelRole): string | undefined {
    try {
      const { simulated, baseURL } = resolveConnection(role, models, env, embedded)
      return simulated ? undefined : normaliseURL(showURL(baseURL))
    } catch {
      return undefined
    }
  }
}
