import type { Vitest } from 'vitest/node'
import type { AcceptMode } from '../../baseline/accept-results.ts'

/** Does this run accept its results? `-u` (and `u` in watch mode) takes all of them, `-u=new` those of cases without a baseline. */
export function acceptModeOf({
  snapshot,
  config,
}: Pick<Vitest, 'snapshot' | 'config'>): AcceptMode | undefined {
  if (snapshot.options.updateSnapshot === 'all') return 'all'
  return config.update === 'new' ? 'new' : undefined
}
