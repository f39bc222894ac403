import type { Models } from '../core/options.ts'
import { type ModelRole, modelRoles } from '../core/usage.ts'
import { resolveConnection } from '../model/resolve-connection.ts'

/** Is there a role with neither a key nor a base URL, so that the embedded model has to stand in? */
export function needsEmbedded(models: Models): boolean {
  return modelRoles.some((role) => isSimulated(models, role))
}

/** Has a role neither a key nor a base URL? */
export function isSimulated(models: Models, role: ModelRole = 'target'): boolean {
  const probe = { baseURL: 'http://127.0.0.1/v1', canPlay: () => true }
  return resolveConnection(role, models, process.env, probe).simulated
}
