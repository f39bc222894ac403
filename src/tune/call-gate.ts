import type { Usage } from '../core/usage.ts'
import type { BudgetMeter } from './budget.ts'
import type { Answerer } from './resume/call-log.ts'
import type { Stops } from './stops.ts'

/** Every call that costs something passes here, one that was answered before does not. */
export interface CallGate {
  /** May it begin? Each yes is followed by `end`. */
  begin(): boolean
  end(by: Answerer, usage: Usage): void
  close(): void
}

/** Lets calls through until the tuning is stopped or its budget is used up, which stops it. */
export function createCallGate(budget: BudgetMeter, stops: Stops): CallGate {
  let timer: NodeJS.Timeout | undefined

  /** Calls wait for their turn in the client: they are dropped when the time is over. */
  const watchTime = () => {
    const left = budget.timeLeft()
    if (left === undefined || timer) return
    timer = setTimeout(() => {
      const stop = budget.begin()
      if (stop) stops.exhaust(stop, true)
    }, left).unref()
  }

  return {
    begin() {
      if (stops.reason()) return false
      const stop = budget.begin()
      // Calls that have begun were reckoned with.
      if (stop) stops.exhaust(stop, false)
      else watchTime()
      return stop === undefined
    },
    end(by, usage) {
      const stop = budget.end(by, usage)
      if (stop) stops.exhaust(stop, true)
    },
    close: () => clearTimeout(timer),
  }
}
