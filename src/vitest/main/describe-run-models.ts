import type { ModelInfo } from '../../core/run-report.ts'
import type { ModelRole } from '../../core/usage.ts'
import type { ModelClient } from '../../model/client.ts'
import type { SuiteInfo } from '../channel.ts'

/** Which models answered in a run of several suites: names by role, the different ones of a role joined by commas. */
export function describeRunModels(
  suites: readonly { info(): SuiteInfo | undefined }[],
  model: ModelClient,
): ModelInfo {
  const targets = suites.flatMap((suite) => {
    const info = suite.info()
    if (!info) return []
    return [info.customTarget ? 'own target function' : model.modelName('target', info.prompt.model)]
  })
  const others: ModelRole[] = ['critic', 'embedder']
  return {
    simulated: model.simulated,
    models: {
      target: [...new Set(targets)].sort().join(', '),
      ...Object.fromEntries(others.map((role) => [role, model.modelName(role)])),
    },
  }
}
