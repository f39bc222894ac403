import type { RateSign } from './rate-headers.ts'

/** What is left of a limit that a server tells of in its answers. Times are milliseconds of any one clock. */
export interface Allowance {
  /** All that was spent so far: a call takes it along when it is sent. */
  spent(): number
  spend(amount: number, now: number): void
  /** @param spentThen what `spent` said when the call was sent whose answer tells this */
  learn(sign: RateSign, spentThen: number, now: number): void
  /** Milliseconds until there is room for this amount; 0: now. */
  wait(amount: number, now: number): number
}

/** Whatever a server says, a call goes after so long. */
const longestWait = 120_000

/**
 * Some servers fill their limit all the time (OpenAI: `reset` is when it would be full), some at the end of a window. Under
 * calls the first kind's reset moves away as they are made, the second kind's moment of reset stands still.
 */
export function createAllowance(): Allowance {
  let spent = 0
  let level = Number.POSITIVE_INFINITY
  let at = 0
  /** Amount for each millisecond; 0 in a window, and where it is not known yet. */
  let rate = 0
  let top = Number.POSITIVE_INFINITY
  /** When it is whole again; of a window that is over nothing more is known. */
  let fullAt = Number.POSITIVE_INFINITY
  let before: { readonly now: number; readonly fullAt: number } | undefined
  let windowed = false

  function pass(now: number): void {
    if (rate > 0) level = Math.min(top, level + Math.max(0, now - at) * rate)
    else if (now >= fullAt) {
      level = top
      fullAt = Number.POSITIVE_INFINITY
    }
    at = Math.max(at, now)
  }

  return {
    spent: () => spent,
    spend(amount, now) {
      pass(now)
      spent += amount
      level -= amount
    },
    learn({ limit, remaining, reset }, spentThen, now) {
      top = limit ?? Number.POSITIVE_INFINITY
      level = remaining - (spent - spentThen)
      at = now
      fullAt = now + reset
      if (!before) before = { now, fullAt }
      else if (now - before.now >= 250) {
        windowed = Math.abs(fullAt - before.fullAt) < (now - before.now) / 2
        before = { now, fullAt }
      }
      if (limit === undefined || windowed) rate = 0
      // A whole one says nothing of how fast it fills.
      else if (reset > 0 && limit > remaining) rate = (limit - remaining) / reset
    },
    wait(amount, now) {
      pass(now)
      const missing = Math.min(amount, top) - level
      if (missing <= 0) return 0
      if (rate > 0) return Math.min(longestWait, missing / rate)
      return fullAt === Number.POSITIVE_INFINITY ? 0 : Math.min(longestWait, Math.max(1, fullAt - now))
    },
  }
}
