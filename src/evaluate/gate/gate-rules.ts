import { critical } from './critical.ts'
import type { GateRule } from './gate-rule.ts'
import { judged } from './judged.ts'
import { maxRegressions } from './max-regressions.ts'
import { maxSpread } from './max-spread.ts'
import { noSignificantDrop } from './no-significant-drop.ts'
import { passRate } from './pass-rate.ts'

/** The rules of gates by name, in the order in which they are told; a new one is one file and one line here. */
export const gateRules = {
  judged,
  critical,
  passRate,
  maxRegressions,
  noSignificantDrop,
  maxSpread,
} satisfies Record<string, GateRule>
