import { createRandom } from '../../../src/core/random.ts'
import { createAdaptiveWindow } from '../../../src/model/pace/adaptive-window.ts'

export interface SimulatedServer {
  readonly calls: number
  /** What the user allows. */
  readonly most: number
  /** Milliseconds of an answer; a refusal comes after one. */
  readonly latency: number
  /** Calls in flight that the server takes. */
  readonly inFlight?: number
  /** Calls a second that it takes, with a burst of one second's worth. */
  readonly perSecond?: number
  /** The share that it refuses by chance. */
  readonly byChance?: number
  readonly seed?: number
}

/** Calls through a window to a server, on a virtual clock; refused ones come again. */
export function simulate(server: SimulatedServer) {
  const { calls, most, latency, inFlight = Infinity, perSecond = Infinity, byChance = 0, seed = 1 } = server
  const window = createAdaptiveWindow(most)
  const random = createRandom(`window ${seed}`)
  const events: { at: number; end: () => void }[] = []
  let now = 0
  let open = 0
  let served = 0
  let done = 0
  let refused = 0
  let area = 0
  let peak = 0
  let level = perSecond
  let filledAt = 0
  const sizes: number[] = []

  function takes(): boolean {
    level = Math.min(perSecond, level + ((now - filledAt) / 1_000) * (perSecond === Infinity ? 0 : perSecond))
    filledAt = now
    if (random.next() < byChance || served >= inFlight || level < 1) return false
    if (perSecond !== Infinity) level -= 1
    return true
  }

  function later(milliseconds: number, end: () => void): void {
    const at = now + milliseconds
    let index = events.length
    while (index > 0 && (events[index - 1]?.at ?? 0) <= at) index -= 1
    events.splice(index, 0, { at, end })
  }

  function pump(): void {
    while (open < window.size() && done + open < calls) {
      open += 1
      peak = Math.max(peak, open)
      const sent = window.send(open)
      if (takes()) {
        served += 1
        later(latency * (0.8 + 0.4 * random.next()), () => {
          served -= 1
          done += 1
          window.answered(sent)
        })
      } else {
        refused += 1
        later(1, () => window.refused(sent))
      }
    }
  }

  pump()
  for (let event = events.pop(); event; event = events.pop()) {
    area += open * (event.at - now)
    now = event.at
    open -= 1
    event.end()
    sizes.push(window.size())
    pump()
  }
  return {
    done,
    seconds: now / 1_000,
    refused: refused / (done + refused),
    inFlight: area / now,
    peak,
    least: Math.min(...sizes),
  }
}
