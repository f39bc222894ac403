import type { Stop } from '../core/tune-result.ts'
import { interrupted } from './stop-rules.ts'

/** How a tuning is brought to its end from outside of its loop: by the user, by a budget, or because it is over. */
export interface Stops {
  /** Aborted: nothing goes on, calls under way are dropped. */
  readonly signal: AbortSignal
  /** Aborted: nothing more is sent; calls under way may end. */
  readonly stopping: AbortSignal
  /** Why no further call begins. */
  reason(): Stop | undefined
  /** Lets no further call begin, for want of budget; `drop`: nor those that wait for their turn in the client. */
  exhaust(stop: Stop, drop: boolean): void
  /** Allows calls again that were stopped for want of budget. */
  renew(): void
  /** Ends all that may still be under way in the background. */
  end(): void
}

/**
 * @param given `signal` drops the calls under way, `stop` lets them end
 */
export function createStops(given: {
  readonly signal?: AbortSignal | undefined
  readonly stop?: AbortSignal | undefined
}): Stops {
  const over = new AbortController()
  const signal = given.signal ? AbortSignal.any([given.signal, over.signal]) : over.signal
  const asked = given.stop ? AbortSignal.any([signal, given.stop]) : signal
  let budget = new AbortController()
  let stopping = AbortSignal.any([asked, budget.signal])
  let exhausted: Stop | undefined

  return {
    signal,
    get stopping() {
      return stopping
    },
    reason: () => (asked.aborted ? interrupted : exhausted),
    exhaust(stop, drop) {
      exhausted ??= stop
      if (drop) budget.abort()
    },
    renew() {
      exhausted = undefined
      budget = new AbortController()
      stopping = AbortSignal.any([asked, budget.signal])
    },
    end: () => over.abort(),
  }
}
