import type { Comparison, TuneResult } from '../core/tune-result.ts'
import { comparePrompts, points } from './compare-prompts.ts'
import type { Evaluation } from './evaluation.ts'
import type { TuneInput } from './tune-input.ts'
import type { LoopOutcome } from './tune-loop.ts'

/** Seed and winner on test, where it was read. */
export interface TestReadings {
  readonly seed?: Evaluation
  readonly best?: Evaluation
}

/** Seed against winner on dev and test; `undefined` when the seed was not beaten. */
export function compareOutcome(
  { seed, best, bestIteration }: LoopOutcome,
  test: TestReadings,
  { objective, options }: Pick<TuneInput, 'objective' | 'options'>,
): TuneResult['comparison'] {
  if (bestIteration === 0) return undefined
  const shared = { weights: objective.scores, seed: options.seed }
  const dev = comparePrompts(seed.dev.results, best.dev.results, { ...shared, split: 'dev' })
  const onTest =
    test.seed && test.best
      ? comparePrompts(test.seed.results, test.best.results, { ...shared, split: 'test' })
      : undefined
  return dev && { dev, ...(onTest ? { test: onTest } : {}) }
}

/** A gain that the seed prompt might make by being asked again is worth a note. */
export function noteNoise(dev: Pick<Comparison, 'score'> | undefined, noise: TuneResult['noise']): string[] {
  if (!dev || !noise || noise.deviation === 0 || dev.score.mean > 2 * noise.deviation) return []
  return [
    `The gain on dev (${points(dev.score.mean)} points) lies within two standard deviations of the seed prompt's own score (${(noise.deviation * 100).toFixed(1)} points each, over ${noise.trials} trials): it may be chance.`,
  ]
}
