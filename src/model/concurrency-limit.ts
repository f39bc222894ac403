import { onAnyAbort } from './on-abort.ts'

/** Slots for calls in flight, given out in order of asking. */
export interface ConcurrencyLimit {
  /** Waits for a slot. `false`: a signal was aborted and there is no slot to give back. */
  acquire(...signals: readonly (AbortSignal | undefined)[]): Promise<boolean>
  /** Gives a slot back. */
  release(): void
}

interface Waiter {
  start: ((acquired: boolean) => void) | undefined
}

/** A first-in-first-out queue that a waiter can leave at once, which `p-limit`'s cannot. */
export function createConcurrencyLimit(slots: number): ConcurrencyLimit {
  let free = slots
  let queue: Waiter[] = []
  let head = 0

  function nextWaiter(): Waiter | undefined {
    while (head < queue.length) {
      const waiter = queue[head++]
      if (waiter?.start) return waiter
    }
    queue = []
    head = 0
    return undefined
  }

  return {
    async acquire(...signals) {
      if (signals.some((signal) => signal?.aborted)) return false
      if (free > 0) {
        free -= 1
        return true
      }
      return new Promise((resolve) => {
        const waiter: Waiter = { start: undefined }
        const forget = onAnyAbort(signals, () => {
          waiter.start = undefined
          resolve(false)
        })
        waiter.start = (acquired) => {
          waiter.start = undefined
          forget()
          resolve(acquired)
        }
        queue.push(waiter)
      })
    },
    release() {
      const waiter = nextWaiter()
      if (waiter?.start) waiter.start(true)
      else free += 1
    },
  }
}
