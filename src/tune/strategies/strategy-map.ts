import { retuneError } from '../../core/errors.ts'
import { random } from './random.ts'
import { reflective } from './reflective.ts'
import type { Strategy } from './strategy.ts'

/** The strategies by the name that `--tune.strategy` takes. */
const strategies: ReadonlyMap<string, Strategy> = new Map([
  ['reflective', reflective],
  ['random', random],
])

export const strategyNames = [...strategies.keys()]

/** @throws RetuneError `TUNE_UNKNOWN_STRATEGY` */
export function findStrategy(name: string): Strategy {
  const strategy = strategies.get(name)
  if (!strategy) throw retuneError('TUNE_UNKNOWN_STRATEGY', { strategy: name, known: strategyNames })
  return strategy
}
