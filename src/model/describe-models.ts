import type { ModelInfo } from '../core/run-report.ts'
import { modelRoles } from '../core/usage.ts'
import type { ModelClient } from './client.ts'

/** Which model answers for each role, as the reports say it. */
export function describeModels(client: ModelClient, promptModel?: string): ModelInfo {
  return {
    simulated: client.simulated,
    models: Object.fromEntries(modelRoles.map((role) => [role, client.modelName(role, promptModel)])),
  }
}
