import type { Models } from '../core/options.ts'
import { modelRoles } from '../core/usage.ts'
import { resolveConnection } from '../model/resolve-connection.ts'

/** Is there a role with neither a key nor a base URL, so that the embedded model has to stand in? */
export function needsEmbedded(models: Models): boolean {
  const probe = { baseURL: 'http://127.0.0.1/v1', canPlay: () => true }
  return modelRoles.some((role) => resolveConnection(role, models, process.env, probe).simulated)
}
