import type { CaseResult } from '../../core/case-result.ts'
import type { LoadedSuite } from './load-suite.ts'
import { type GateContext, registerGate } from './register-gate.ts'
import { registerSensitivity, type SensitivityContext } from './register-sensitivity.ts'

/** Registers what follows a suite's cases: the test of their variants, and that of the gate. */
export function registerVerdict(
  suite: LoadedSuite,
  results: () => ReadonlyMap<string, CaseResult>,
  context: GateContext & SensitivityContext,
): void {
  const { gate, perturb, maxSpread } = suite.options
  const sensitivityOf = perturb && registerSensitivity(suite, perturb, results, context)
  // A part of the cases does not tell whether the whole holds: the merged run does.
  if (context.shard || (!gate && maxSpread === undefined)) return
  registerGate(suite, { resultsOf: () => [...results().values()], sensitivityOf }, context)
}
