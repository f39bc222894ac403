import { countNoun } from '../core/count-noun.ts'
import type { TuneIteration } from '../core/tune-result.ts'
import { countRows } from './describe-asked.ts'
import { formatScore, formatSeconds, formatTokens } from './format-number.ts'

/** Where a tuning stands after one iteration. */
export interface TuneProgress extends Pick<TuneIteration, 'asked' | 'racedOut'> {
  /** 0 is the seed prompt. */
  readonly iteration: number
  readonly iterations: number
  /** Mean score on the optimization cases, in [0, 1]; `null` when none could be judged. */
  readonly train: number | null
  /** Mean score on the dev cases, in [0, 1]. */
  readonly dev: number | null
  /** The best dev score so far and the iteration that reached it. */
  readonly best?: { readonly dev: number | null; readonly iteration: number } | undefined
  readonly calls: number
  readonly tokens: number
  readonly seconds: number
}

/**
 * `iteration 3/20  train 0.71  dev 0.68 (best 0.70 @2)  412 calls  81k tokens  12 s`; where not all rows were asked
 * `train 0.71 on 60 of 150  dev out after 47 of 150 (best 0.70 @2)`.
 */
export function renderProgress(progress: TuneProgress): string {
  const { iteration, iterations, train, best, calls, tokens, seconds, asked } = progress
  const mark = best ? ` (best ${formatScore(best.dev)} @${best.iteration})` : ''
  return [
    `iteration ${iteration}/${iterations}`,
    `train ${formatScore(train)}${asked?.optimization ? ` on ${countRows(asked.optimization)}` : ''}`,
    `dev ${describeDev(progress)}${mark}`,
    countNoun(calls, 'call'),
    `${formatTokens(tokens)} tokens`,
    formatSeconds(seconds),
  ].join('  ')
}

function describeDev({ dev, asked, racedOut }: TuneProgress): string {
  if (!asked?.dev) return formatScore(dev)
  return racedOut ? `out after ${countRows(asked.dev)}` : `${formatScore(dev)} on ${countRows(asked.dev)}`
}
