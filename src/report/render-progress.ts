import { formatScore, formatSeconds, formatTokens, plural } from './format-number.ts'

/** Where a tuning stands after one iteration. */
export interface TuneProgress {
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

/** `iteration 3/20  train 0.71  dev 0.68 (best 0.70 @2)  412 calls  81k tokens  12 s` */
export function renderProgress(progress: TuneProgress): string {
  const { iteration, iterations, train, dev, best, calls, tokens, seconds } = progress
  const mark = best ? ` (best ${formatScore(best.dev)} @${best.iteration})` : ''
  return [
    `iteration ${iteration}/${iterations}`,
    `train ${formatScore(train)}`,
    `dev ${formatScore(dev)}${mark}`,
    plural(calls, 'call'),
    `${formatTokens(tokens)} tokens`,
    formatSeconds(seconds),
  ].join('  ')
}
