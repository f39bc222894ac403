import type { CaseResult } from '../../core/case-result.ts'
import type { PerturbOptions, Sensitivity, SensitivityPart } from '../../core/sensitivity.ts'
import type { LoadedSuite } from './load-suite.ts'
import { redactThrown } from './redact-thrown.ts'
import type { SuiteRunner } from './suite-runner.ts'
import { triesBefore } from './tries-before.ts'
import type { VarySuiteContext } from './vary-suite.ts'

export interface SensitivityContext extends Pick<VarySuiteContext, 'options' | 'model' | 'shard' | 'rerun'> {
  readonly runner: SuiteRunner
}

/**
 * Registers the test that asks a sample of the cases again in variants, after all cases. It fails for a wrong set-up only: what it finds is
 * for the gate and the report. The returned function gives that, once the test has run.
 */
export function registerSensitivity(
  suite: LoadedSuite,
  perturb: PerturbOptions,
  resultsOf: () => ReadonlyMap<string, CaseResult>,
  context: SensitivityContext,
): () => Promise<Sensitivity | undefined> {
  let found: SensitivityPart | undefined
  const title = `sensitivity: ${perturb.kinds.join(', ')}`
  context.runner.test(title, { timeout: 0, concurrent: false }, async ({ task, signal }) => {
    const { varySuite } = await import('./vary-suite.ts')
    const results = resultsOf()
    const asked = { ...context, perturb, results, signal, trial: triesBefore(task) }
    await varySuite(suite, asked, (part) => {
      found = part
      // At once: a run that is stopped tells what it has.
      task.meta.promptRetune = { type: 'sensitivity', suite: suite.name, part }
    }).catch((thrown: unknown) => {
      throw redactThrown(thrown, suite.redactor)
    })
  })
  return async () => {
    if (!found) return undefined
    const { measureSensitivity } = await import('../../evaluate/perturb/measure-sensitivity.ts')
    return measureSensitivity(found, [...resultsOf().values()])
  }
}
