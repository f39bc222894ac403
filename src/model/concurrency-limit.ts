import { onAnyAbort } from './on-abort.ts'

/** Slots for calls in flight, given out in order of rank, and of asking within a rank. */
export interface ConcurrencyLimit {
  /** Waits for a slot. `false`: a signal was aborted and there is no slot to give back. */
  acquire(signals: readonly (AbortSignal | undefined)[], rank?: number): Promise<boolean>
  /** Gives a slot back. */
  release(): void
  /** Slots that are taken. */
  taken(): number
}

export interface ConcurrencyOptions {
  /** Slots at present. */
  slots(): number
  /** Milliseconds for which no slot is to be given; 0: none. Asked again when they are over. */
  pause?(): number
  /** Told of each slot, before the next is given. */
  granted?(): void
}

export interface AdjustableLimit extends ConcurrencyLimit {
  /** Gives out what `slots` and `pause` now allow. */
  update(): void
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
  return createAdjustableLimit({ slots: () => slots })
}

/** A limit whose slots come and go. */
export function createAdjustableLimit({
  slots,
  pause = () => 0,
  granted,
}: ConcurrencyOptions): AdjustableLimit {
  let taken = 0
  let waiting = 0
  let timer: NodeJS.Timeout | undefined
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

  function update(): void {
    while (waiting > 0 && taken < slots()) {
      const milliseconds = pause()
      if (milliseconds > 0) {
        clearTimeout(timer)
        timer = setTimeout(update, milliseconds)
        return
      }
      const waiter = nextWaiter()
      if (!waiter?.start) return
      taken += 1
      granted?.()
      waiter.start(true)
    }
  }

  /** A clock that nobody waits for would keep a process alive. */
  function left(): void {
    waiting -= 1
    if (waiting > 0 || timer === undefined) return
    clearTimeout(timer)
    timer = undefined
  }

  return {
    async acquire(signals, rank = 0) {
      if (signals.some((signal) => signal?.aborted)) return false
      if (waiting === 0 && taken < slots() && pause() <= 0) {
        taken += 1
        granted?.()
        return true
      }
      return new Promise((resolve) => {
        const waiter: Waiter = { start: undefined }
        const forget = onAnyAbort(signals, () => {
          waiter.start = undefined
          left()
          resolve(false)
        })
        waiter.start = (acquired) => {
          waiter.start = undefined
          left()
          forget()
          resolve(acquired)
        }
        queueOf(rank).add(waiter)
        waiting += 1
        update()
      })
    },
    release() {
      taken -= 1
      update()
    },
    taken: () => taken,
    update,
  }
}
