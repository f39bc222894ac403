import { countNoun } from '../../core/count-noun.ts'
import type { Gate } from '../../core/options.ts'

/** The title of the test that judges a gate: `gate: pass rate of at least 90 %, at most 2 regressions`. */
export function describeGate(
  { critical, passRate, maxRegressions, noSignificantDrop }: Gate,
  maxSpread?: number,
): string {
  const rules = [
    ...(critical === undefined ? [] : ['critical cases pass']),
    ...(passRate === undefined ? [] : [`pass rate of at least ${Number((passRate * 100).toFixed(2))} %`]),
    ...(maxRegressions === undefined ? [] : [`at most ${countNoun(maxRegressions, 'regression')}`]),
    ...(noSignificantDrop === true ? ['no significant drop'] : []),
    ...(maxSpread === undefined ? [] : [`spread of at most ${maxSpread}`]),
  ]
  return rules.length === 0 ? 'gate' : `gate: ${rules.join(', ')}`
}

/** Does a gate go by the baseline? */
export function needsBaseline({ maxRegressions, noSignificantDrop }: Gate): boolean {
  return maxRegressions !== undefined || noSignificantDrop === true
}
