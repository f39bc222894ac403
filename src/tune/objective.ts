import { retuneError } from '../core/errors.ts'
import type { Metrics } from '../core/metrics.ts'
import type { Objective, Prices } from '../core/options.ts'
import { noUsage, wholeUsage } from '../core/usage.ts'
import { costOf } from '../core/usage-cost.ts'
import type { TuneInput } from './tune-input.ts'

type Measures = Pick<Metrics, 'score' | 'brier'> & Partial<Pick<Metrics, 'scores' | 'usage'>>

/** The objective of a run: of a prompt's metrics on dev and its length in code points. */
export type ObjectiveOf = (metrics: Metrics, length: number) => number | null

/**
 * The number that the selection maximizes: `w_score * mean score - w_brier * Brier - w_length * length / 1000 - w_cost * dollars`,
 * with the length in code points. With weights of single scorers the sum of their weighted means takes the place of the score;
 * one whose only answers were of the wrong form counts 0. Without a confidence there is no Brier term, and a length weight of 0
 * or less counts for nothing. `null` when no case was scored.
 *
 * An answer costs the same whether it was paid for now or earlier, so that a cache does not decide which prompt is best.
 *
 * @param price of the target model; without it nothing is said to cost anything
 */
export function computeObjective(
  metrics: Measures,
  length: number,
  weights: Objective,
  price?: Prices[string],
): number | null {
  if (metrics.score === null) return null
  const cost = price ? costOf(wholeUsage(metrics.usage?.target ?? noUsage), price) : 0
  return (
    scoreTerm(metrics.score, metrics.scores ?? {}, weights) -
    weights.brier * (metrics.brier ?? 0) -
    Math.max(0, weights.length) * (length / 1000) -
    weights.cost * cost
  )
}

function scoreTerm(score: number, scores: Metrics['scores'], weights: Objective): number {
  if (!weights.scores) return weights.score * score
  return Object.entries(weights.scores).reduce((sum, [name, weight]) => sum + weight * (scores[name] ?? 0), 0)
}

/** @throws RetuneError `TUNE_UNKNOWN_PRICE` when costs are weighed that nobody knows */
export function createObjective({ objective, prices, prompt, spec, model }: TuneInput): ObjectiveOf {
  if (objective.cost === 0) return (metrics, length) => computeObjective(metrics, length, objective)
  const name = model.modelName('target', prompt.settings.model)
  const price = spec.target ? undefined : prices?.[name]
  if (!price) {
    const models = [spec.target ? "the suite's own target" : name]
    throw retuneError('TUNE_UNKNOWN_PRICE', { wanted: 'the weight of the cost in the objective', models })
  }
  return (metrics, length) => computeObjective(metrics, length, objective, price)
}
