import { onAnyAbort } from './on-abort.ts'

/** Slots for calls in flight, given out in order of rank, and of asking within a rank. */
export interface ConcurrencyLimit {
  /** Waits for a slot. `false`: a signal was aborted and there is no slot to give back. */
  acquire(signals: readonly (AbortSignal | undefined)[], rank?: number): Promise<boolean>
  /** Gives a slot back. */
  release(): void
}

interface Waiter {
  start: ((acquired: boolean) => void) | undefined
}

interface Queue {
  add(waiter: Waiter): void
  take(): Waiter | undefined
}

/** First in, first out; a waiter can leave at once, which `p-limit`'s cannot. */
function createQueue(): Queue {
  let waiters: Waiter[] = []
  let head = 0
  return {
    add: (waiter) => void waiters.push(waiter),
    take() {
      while (head < waiters.length) {
        const waiter = waiters[head++]
        if (waiter?.start) return waiter
      }
      waiters = []
      head = 0
      return undefined
    },
  }
}

export function createConcurrencyLimit(slots: number): ConcurrencyLimit {
  let free = slots
  /** By rank, lowest first. */
  const queues: { readonly rank: number; readonly queue: Queue }[] = []

  function queueOf(rank: number): Queue {
    const known = queues.find((one) => one.rank === rank)
    if (known) return known.queue
    const queue = createQueue()
    queues.push({ rank, queue })
    queues.sort((a, b) => a.rank - b.rank)
    return queue
  }

  function nextWaiter(): Waiter | undefined {
    for (const { queue } of queues) {
      const waiter = queue.take()
      if (waiter) return waiter
    }
    return undefined
  }

  return {
    async acquire(signals, rank = 0) {
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
        queueOf(rank).add(waiter)
      })
    },
    release() {
      const waiter = nextWaiter()
      if (waiter?.start) waiter.start(true)
      else free += 1
    },
  }
}
