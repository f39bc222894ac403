import type { TuneIteration } from '../core/tune-result.ts'
import type { Measured } from './measured.ts'
import type { TuneInput } from './tune-input.ts'

interface Step extends Pick<TuneIteration, 'iteration' | 'improved'> {
  /** How the prompt came about; `undefined` for the seed. */
  readonly patch: TuneIteration['patch']
}

/** A measured prompt as the result of the run tells of it. */
export function toIteration(
  measured: Measured,
  { iteration, improved, patch }: Step,
  input: Pick<TuneInput, 'cases'>,
): TuneIteration {
  const { prompt, length, optimization, dev, objective, report } = measured
  const asked = askedOf(measured, input)
  return {
    iteration,
    promptHash: prompt.hash,
    promptLength: length,
    optimization: optimization.metrics,
    dev: dev.metrics,
    objective,
    ...(asked ? { asked } : {}),
    ...(dev.racedOut ? { racedOut: true } : {}),
    improved,
    report,
    ...(patch ? { patch } : {}),
  }
}

/** How many rows were asked of the splits of which not all were. */
export function askedOf(
  { optimization, dev }: Pick<Measured, 'optimization' | 'dev'>,
  { cases }: Pick<TuneInput, 'cases'>,
): TuneIteration['asked'] {
  const part = (rows: number, of: number) => (rows < of ? { rows, of } : undefined)
  const ofOptimization = part(optimization.results.length, cases.optimization.length)
  const ofDev = part(dev.results.length, cases.dev.length)
  if (!ofOptimization && !ofDev) return undefined
  return {
    ...(ofOptimization ? { optimization: ofOptimization } : {}),
    ...(ofDev ? { dev: ofDev } : {}),
  }
}
