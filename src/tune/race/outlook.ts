import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import type { Objective } from '../../core/options.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import type { ObjectiveOf } from '../objective.ts'
import { type Contender, isBetter } from '../select-prompt.ts'

/** Who races against whom, and by which measure. */
export interface Race {
  readonly challenger: Pick<Contender, 'prompt' | 'length'>
  readonly best: Contender
  readonly seed: PromptFile
  readonly objective: ObjectiveOf
  readonly weights: Objective
}

/**
 * Could the challenger still beat the best prompt if all the rest came out as well as it can? Scores and confidences are bounded
 * and costs are not negative, so that a no is certain: with all rows asked the selection would be the same.
 */
export function canStillWin(
  { challenger, best, seed, objective, weights }: Race,
  seen: readonly CaseResult[],
  rest: readonly Case[],
): boolean {
  const names = new Set(best.dev.results.flatMap(({ scores }) => scores.map(({ name }) => name)))
  const results = [...seen, ...rest.map((item) => imagine(item, [...names], weights, 'best'))]
  return isBetter({ ...challenger, dev: { results } }, best, seed, objective)
}

/** The best or the worst that a row can come to, for this objective. */
export function imagine(
  {
    id,
    tags,
    critical,
    skip,
  }: Pick<Case, 'id' | 'tags' | 'critical'> & { readonly skip?: boolean | undefined },
  scorers: readonly string[],
  { score: weight, scores: weights = {}, brier }: Objective,
  end: 'best' | 'worst',
): CaseResult {
  const row = { id, tags: [...tags], critical }
  if (skip) return { ...row, verdict: 'skipped', score: null, scores: [], usage: {} }
  const extreme = (of: number) => ((end === 'best') === of >= 0 ? 1 : 0)
  const score = extreme(weight)
  return {
    ...row,
    verdict: 'passed',
    score,
    scores: [...new Set([...scorers, ...Object.keys(weights)])].map((name) => ({
      name,
      score: extreme(weights[name] ?? weight),
      threshold: 1,
    })),
    confidence: extreme(brier) === 1 ? score : 1 - score,
    usage: {},
  }
}
