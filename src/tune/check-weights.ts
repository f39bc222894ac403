import { retuneError } from '../core/errors.ts'
import type { Metrics } from '../core/metrics.ts'
import type { TuneInput } from './tune-input.ts'

/**
 * Does the objective weigh scorers that the suite does not have? Known before anything is asked where every scorer names itself.
 *
 * @throws RetuneError `TUNE_UNKNOWN_SCORER`
 */
export function checkWeights({ suite, spec, objective }: TuneInput): void {
  const names = spec.scorers.map(({ scorerName }) => scorerName)
  const known = names.filter((name) => name !== undefined)
  if (known.length === names.length) refuseUnknown(suite, objective.scores, known)
}

/**
 * The same for scorers that are named by their results.
 *
 * @throws RetuneError `TUNE_UNKNOWN_SCORER`
 */
export function checkMeasuredWeights({ suite, objective }: TuneInput, measured: readonly Metrics[]): void {
  const known = new Set(measured.flatMap(({ scores }) => Object.keys(scores)))
  // Where every answer was of the wrong form no scorer was asked, and none has told its name.
  if (known.size > 0) refuseUnknown(suite, objective.scores, [...known])
}

function refuseUnknown(
  suite: string,
  weights: TuneInput['objective']['scores'],
  known: readonly string[],
): void {
  const scorer = Object.keys(weights ?? {}).find((name) => !known.includes(name))
  if (scorer !== undefined) throw retuneError('TUNE_UNKNOWN_SCORER', { suite, scorer, known })
}
