import { renderProgress } from '../../report/render-progress.ts'
import type { TuneEvent } from '../../tune/tune-input.ts'

/** One line for what a tuning tells while it runs. */
export function describeTuneEvent(event: TuneEvent, seconds: number): string {
  if (event.type === 'phase') return event.text
  return renderProgress({
    iteration: event.iteration,
    iterations: event.of,
    train: event.optimizationScore,
    dev: event.devScore,
    best: { dev: event.bestDevScore, iteration: event.bestIteration },
    calls: event.calls,
    tokens: event.tokens,
    seconds,
    asked: event.asked,
    racedOut: event.racedOut,
  })
}
