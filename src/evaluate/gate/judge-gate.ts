import type { CaseResult } from '../../core/case-result.ts'
import type { Metrics } from '../../core/metrics.ts'
import type { Gate } from '../../core/options.ts'
import type { GateResult } from '../../core/run-report.ts'
import type { GateBase, SpreadInput } from './gate-rule.ts'
import { gateRules } from './gate-rules.ts'

/**
 * Does a suite hold? It does when each rule holds that applies. More cases that could not be asked than allowed, a critical case that failed and a
 * set without one judged case fail any gate; without a gate every case must pass.
 *
 * @param base what the rules about regressions go by; without it there are none to be found
 * @param spread what the rule about variants goes by; without it there is none
 */
export function judgeGate(
  metrics: Metrics,
  gate: Gate | undefined,
  results: readonly CaseResult[],
  base?: GateBase,
  errorsAllowed = 0,
  spread?: SpreadInput,
): GateResult {
  const input = { metrics, gate, results, base, errorsAllowed, spread }
  const checks = Object.entries(gateRules).flatMap(([name, rule]) => {
    const verdict = rule(input)
    return verdict ? [{ name, ...verdict }] : []
  })
  const failed = checks.filter(({ passed }) => !passed)
  const told = failed.length > 0 ? failed : checks
  return { passed: failed.length === 0, reason: told.map(({ reason }) => reason).join('; '), checks }
}
