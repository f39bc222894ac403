import type { CaseResult } from '../../core/case-result.ts'
import type { BaselineComparison } from '../../core/comparison.ts'
import type { Metrics } from '../../core/metrics.ts'
import type { Gate } from '../../core/options.ts'
import type { Sensitivity } from '../../core/sensitivity.ts'

/**
 * What the rules about regressions go by: a comparison; nothing, where there is no baseline; `accepted`, where the run's results
 * become the baseline; `unreadable`, where there is one that cannot be read.
 */
export type GateBase = BaselineComparison | 'accepted' | 'unreadable' | undefined

export interface GateInput {
  readonly metrics: Metrics
  readonly results: readonly CaseResult[]
  /** Without a gate every case must pass. */
  readonly gate: Gate | undefined
  readonly base: GateBase
  /** Errored cases that do not fail it. */
  readonly errorsAllowed: number
  /** Set where the suite has a `maxSpread`. */
  readonly spread?: SpreadInput | undefined
}

export interface SpreadInput {
  /** In [0, 1]. */
  readonly most: number
  /** Absent where nothing was varied. */
  readonly sensitivity: Sensitivity | undefined
  /** Does it hold without the variants that the budget left out? */
  readonly allowPartial: boolean
}

export interface GateVerdict {
  readonly passed: boolean
  /** One sentence with the numbers. */
  readonly reason: string
}

/** Judges one thing, from its input alone; `undefined` where the gate does not ask for it. */
export type GateRule = (input: GateInput) => GateVerdict | undefined

/** The verdict of a rule that needs a comparison, where there is none. */
export function withoutComparison(base: Exclude<GateBase, BaselineComparison>): GateVerdict {
  switch (base) {
    case 'accepted':
      return { passed: true, reason: 'regressions were accepted as the new baseline' }
    case 'unreadable':
      return { passed: false, reason: 'the baseline cannot be read' }
    default:
      return { passed: true, reason: 'no baseline to find regressions by' }
  }
}

/** Two decimals, or as many as it takes to see that two different shares differ. */
export function formatShare(a: number, b: number): [string, string] {
  let digits = 2
  while (a !== b && digits < 6 && a.toFixed(digits) === b.toFixed(digits)) digits += 1
  return [a.toFixed(digits), b.toFixed(digits)]
}

/** Up to three ids, and how many more there are. */
export function someIds(ids: readonly string[]): string {
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  return `${ids.slice(0, 3).join(', ')}${more}`
}
