import type { CaseResult } from '../core/case-result.ts'
import { sampleDeviation } from '../core/statistics/sample-deviation.ts'
import type { TuneResult } from '../core/tune-result.ts'
import { caseScore } from './case-score.ts'
import { evaluateSplit } from './evaluate-split.ts'
import type { Measured } from './measured.ts'
import type { RunContext } from './run-context.ts'

/**
 * Asks the seed prompt its dev cases again, until there are `trials` answers to each, and says how far its mean score wavers.
 * Only cases that every trial judged count, so that an error is no noise. `undefined` with one trial, or when it was stopped.
 */
export async function measureNoise(
  { prompt, dev }: Measured,
  context: RunContext,
): Promise<TuneResult['noise']> {
  const { trials } = context.input.options
  if (trials < 2) return undefined
  const more = await Promise.all(
    Array.from({ length: trials - 1 }, (_, index) =>
      evaluateSplit({ prompt, split: 'dev', iteration: 0, trial: index + 1 }, context),
    ),
  )
  if (more.some(({ whole }) => !whole)) return undefined
  const deviation = deviationOfMeans(
    [dev, ...more].map(({ results }) => results),
    (result) => caseScore(result, context.input.objective.scores),
  )
  return deviation === null ? undefined : { trials, deviation }
}

/** Over the mean scores of repeated evaluations, each on the cases that all of them judged; `null` for fewer than two. */
export function deviationOfMeans(
  evaluations: readonly (readonly CaseResult[])[],
  scoreOf: (result: CaseResult) => number | null,
): number | null {
  const scores = evaluations.map(
    (results) =>
      new Map(
        results.flatMap((result) => {
          const score = scoreOf(result)
          return score === null ? [] : [[result.id, score] as const]
        }),
      ),
  )
  const shared = [...(scores[0]?.keys() ?? [])].filter((id) => scores.every((byId) => byId.has(id)))
  if (shared.length === 0) return null
  return sampleDeviation(
    scores.map((byId) => shared.reduce((sum, id) => sum + (byId.get(id) ?? 0), 0) / shared.length),
  )
}
