import type { TuneOptions } from '../core/options.ts'

export type Schedule = NonNullable<TuneOptions['schedule']>

/** What the user says or, without a word, `progressive` where calls, tokens or money are limited. */
export function scheduleOf({ schedule, budget }: Pick<TuneOptions, 'schedule' | 'budget'>): Schedule {
  if (schedule !== undefined) return schedule
  const { calls, tokens, usd } = budget
  return calls === undefined && tokens === undefined && usd === undefined ? 'full' : 'progressive'
}

/** Revisions of a progressive tuning take a fraction of the calls. */
const mostRevisions: Readonly<Record<Schedule, number>> = { full: 20, progressive: 60 }

/** Revisions at most. */
export function revisionsOf(options: Pick<TuneOptions, 'schedule' | 'budget' | 'iterations'>): number {
  return options.iterations ?? mostRevisions[scheduleOf(options)]
}
