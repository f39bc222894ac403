import type { CaseResult } from '../core/case-result.ts'
import type { Objective } from '../core/options.ts'

/**
 * What a case counts in a comparison, as the objective weighs it: its score or, with weights of single scorers, the weighted mean
 * of theirs, in [-1, 1]; its score again where no scorer weighs anything. `null` where nothing scored it.
 */
export function caseScore(
  { verdict, score, scores }: CaseResult,
  weights: Objective['scores'],
): number | null {
  if ((verdict !== 'passed' && verdict !== 'failed') || score === null) return null
  // Nothing was scored of an answer of the wrong form: it counts 0 everywhere.
  if (!weights || scores.length === 0 || Object.values(weights).every((weight) => weight === 0)) return score
  let sum = 0
  let whole = 0
  for (const { name, score: single } of scores) {
    const weight = weights[name] ?? 0
    if (single === null || weight === 0) continue
    sum += weight * single
    whole += Math.abs(weight)
  }
  return whole === 0 ? null : sum / whole
}
