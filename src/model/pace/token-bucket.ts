/** So much of something for each minute, spread evenly. Times are milliseconds of any one clock. */
export interface TokenBucket {
  /** Milliseconds until this amount may go; 0: now. */
  wait(amount: number, now: number): number
  /** Takes it. An amount above what the bucket holds leaves a debt, which later calls wait for. */
  take(amount: number, now: number): void
  /** Gives back what was not used, or takes (with a negative amount) what was used beyond. */
  giveBack(amount: number): void
}

const minute = 60_000
/** A hundredth of a minute's worth may go at once. */
const burstShare = 0.01

/**
 * In no minute go more than `perMinute` of amount 1: a burst of a hundredth, and the rest at an even rate. An amount above the
 * burst goes when the bucket is full.
 */
export function createTokenBucket(perMinute: number, now: number): TokenBucket {
  const burst = Math.max(1, Math.floor(perMinute * burstShare))
  const rate = (perMinute - burst + 1) / minute
  let level = burst
  let at = now

  function fill(time: number): void {
    if (time <= at) return
    level = Math.min(burst, level + (time - at) * rate)
    at = time
  }

  return {
    wait(amount, time) {
      fill(time)
      const missing = Math.min(amount, burst) - level
      // Sums of fractions may miss a whole by very little.
      return missing <= 1e-6 ? 0 : missing / rate
    },
    take(amount, time) {
      fill(time)
      level -= amount
    },
    giveBack(amount) {
      level = Math.min(burst, level + amount)
    },
  }
}
