import { setImmediate } from 'node:timers/promises'

/** Lets so many callers go on, and the next ones when the event loop has come round. */
export function takeTurns(most: number): () => Promise<void> {
  let taken = 0
  let turn = Promise.resolve()
  return () => {
    if (taken === most) {
      taken = 0
      turn = turn.then(() => setImmediate())
    }
    taken += 1
    return turn
  }
}
