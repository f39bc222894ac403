import type { Split } from '../core/case.ts'
import type { CaseResult } from '../core/case-result.ts'
import type { Objective } from '../core/options.ts'
import { describeP } from '../core/statistics/describe-p.ts'
import { mcnemarExact } from '../core/statistics/mcnemar-exact.ts'
import { pairedBootstrap } from '../core/statistics/paired-bootstrap.ts'
import type { Comparison, Gain } from '../core/tune-result.ts'
import { caseScore } from './case-score.ts'

export interface ComparisonOptions {
  /** For the words. */
  readonly split: Split
  readonly weights: Objective['scores']
  /** Seed of the bootstrap. */
  readonly seed: number
}

/**
 * Seed against winner case by case, on the cases that both were judged on; `undefined` without one. On dev the winner was chosen
 * for its gain, so that its interval there leans upwards: test has the last word.
 */
export function comparePrompts(
  before: readonly CaseResult[],
  after: readonly CaseResult[],
  { split, weights, seed }: ComparisonOptions,
): Comparison | undefined {
  const earlier = new Map(before.map((result) => [result.id, result]))
  const differences: number[] = []
  let fixed = 0
  let broken = 0
  for (const now of after) {
    const was = earlier.get(now.id)
    if (!was) continue
    const [from, to] = [caseScore(was, weights), caseScore(now, weights)]
    if (from !== null && to !== null) differences.push(to - from)
    if (was.verdict === 'failed' && now.verdict === 'passed') fixed += 1
    if (was.verdict === 'passed' && now.verdict === 'failed') broken += 1
  }
  if (differences.length === 0) return undefined
  const score = pairedBootstrap(differences, { seed })
  const pValue = mcnemarExact(fixed, broken)
  const changes = `${fixed} fixed, ${broken} broken, ${describeP(pValue)}`
  return { score, fixed, broken, pValue, words: `${describeGain(score, split)} (${changes})` }
}

/** `+11.2 points on dev, 95 % interval +4.0 to +18.1` */
export function describeGain({ mean, low, high }: Gain, split: Split): string {
  return `${points(mean)} points on ${split}, 95 % interval ${points(low)} to ${points(high)}`
}

/** A difference of scores or rates in hundredths, with its sign: `+11.2`. */
export function points(difference: number): string {
  const text = (difference * 100).toFixed(1)
  if (Number(text) === 0) return '0.0'
  return difference > 0 ? `+${text}` : text
}
