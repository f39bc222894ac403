import type { Limits } from '../../core/options.ts'
import type { Usage } from '../../core/usage.ts'
import type { CallFailure } from '../call-failure.ts'
import { type ConcurrencyLimit, createAdjustableLimit } from '../concurrency-limit.ts'
import { createAdaptiveWindow, type SentCall } from './adaptive-window.ts'
import { type Allowance, createAllowance } from './allowance.ts'
import type { CallPermits } from './call-permits.ts'
import type { RateSigns } from './rate-headers.ts'
import type { RoleCircuit, ServerCircuit } from './server-circuit.ts'
import { createServerPause } from './server-pause.ts'

/** One attempt that was let go: to be given back once. */
export interface Turn {
  readonly sent: SentCall
  /** In the order of sending. */
  readonly number: number
  /** Milliseconds. */
  readonly at: number
  /** About so many, as they were taken from the user's cap. */
  readonly tokens: number
  readonly spent: { readonly requests: number; readonly tokens: number }
}

/** All that is known of one model of a server, and who may call it when: servers limit each model by itself. */
export interface ServerLimit {
  /** Waits for a turn. `undefined`: a signal was aborted, or the server is asked no more. */
  acquire(waiter: Waiter): Promise<Turn | undefined>
  /** Gives the turn back with what came of it; `usage` where it was answered. */
  release(turn: Turn, outcome: { readonly failure?: CallFailure; readonly usage?: Usage }): void
  /** What an answer's headers said. */
  learn(turn: Turn, signs: RateSigns): void
}

export interface Waiter {
  readonly signals: readonly (AbortSignal | undefined)[]
  readonly rank: number | undefined
  readonly circuit: RoleCircuit
  /** Characters / 4 of what is sent; only asked where something goes by it. */
  estimate(): number
}

export interface ServerLimitContext {
  /** Of the server, for the user's caps. */
  readonly name: string
  readonly limits: Limits
  /** The slots of all servers. */
  readonly shared: ConcurrencyLimit
  /** That of the server, for all of its models: is told of each failure. */
  readonly circuit: ServerCircuit
  readonly permits: CallPermits | undefined
  readonly now?: () => number
}

/** Clocks go by milliseconds: calls that lie closer are not kept apart. */
const shortestGap = 4
/** A refusal comes at once: a server that is silent for so many milliseconds has taken what it got. */
const silence = 100

/**
 * Calls in flight adapt to the server's refusals. A refusal with `Retry-After` holds all calls back for that long, until calls that
 * were sent later than the refused one come back answered. What `x-ratelimit-*` says is kept to.
 */
export function createServerLimit({
  name,
  limits,
  shared,
  circuit,
  permits,
  now = () => performance.now(),
}: ServerLimitContext): ServerLimit {
  const window = createAdaptiveWindow(limits.concurrency)
  const slots = createAdjustableLimit({
    slots: window.size,
    pause: pauseNow,
    granted,
  })
  let requests: Allowance | undefined
  let tokens: Allowance | undefined
  const pause = createServerPause()
  /** Of the calls that have a slot and are not sent yet, in their order. */
  const spentAt: Turn['spent'][] = []
  let number = 0
  let nextAt = 0
  /** Mean milliseconds of the last answers. */
  let roundTrip = 0
  let widening: NodeJS.Timeout | undefined
  /** What calls took, and what was estimated for them. */
  const counted = { used: 0, estimated: 0 }

  function pauseNow(): number {
    const time = now()
    return Math.max(
      pause.wait(time),
      nextAt - time,
      requests?.wait(1, time) ?? 0,
      tokens?.wait(meanTokens(), time) ?? 0,
    )
  }

  /** Counted at once, since the next slot is given before this call goes on. */
  function granted(): void {
    const time = now()
    pause.granted(time)
    requests?.spend(1, time)
    tokens?.spend(meanTokens(), time)
    nextAt = time + gap()
    spentAt.push({ requests: requests?.spent() ?? 0, tokens: tokens?.spent() ?? 0 })
  }

  /** Once a server has refused calls, they go to it one by one over a round trip: together they would come above its rate. */
  function gap(): number {
    const milliseconds = window.wasCut() ? roundTrip / window.size() : 0
    return milliseconds < shortestGap ? 0 : milliseconds
  }

  const meanTokens = () => (number === 0 ? 0 : counted.used / number)

  /** Characters / 4, by as much more or less as calls took so far. */
  function expect(waiter: Waiter): number {
    const ratio = counted.estimated > 0 ? counted.used / counted.estimated : 1
    return Math.ceil(waiter.estimate() * ratio)
  }

  /** Calls that wait behind slow answers open the window further. */
  function widenSoon(): void {
    if (widening || slots.taken() < window.size() || window.size() >= limits.concurrency) return
    widening = setTimeout(() => {
      widening = undefined
      if (slots.taken() < window.size() || !window.widen()) return
      slots.update()
      widenSoon()
    }, silence).unref()
  }

  async function acquire(waiter: Waiter): Promise<Turn | undefined> {
    const { rank } = waiter
    const signals = [...waiter.signals, waiter.circuit.closing]
    widenSoon()
    if (!(await slots.acquire(signals, rank))) return undefined
    const spent = spentAt.shift() ?? { requests: 0, tokens: 0 }
    const expected = permits || tokens ? expect(waiter) : 0
    const allowed =
      !waiter.circuit.closing.aborted &&
      (!permits || (await permits.take(name, expected, signals))) &&
      (await shared.acquire(signals, rank))
    if (!allowed) {
      slots.release()
      return undefined
    }
    number += 1
    pause.sent(number)
    return { sent: window.send(slots.taken()), number, at: now(), tokens: expected, spent }
  }

  return {
    acquire,
    release(turn, { failure, usage }) {
      if (failure?.error.kind === 'rate-limit') {
        window.refused(turn.sent)
        pause.refused(turn.number, failure.wait, now())
      } else if (!failure) {
        const took = now() - turn.at
        roundTrip += (took - roundTrip) / (roundTrip === 0 ? 1 : 8)
        window.answered(turn.sent)
        pause.answered(turn.number)
      }
      if (failure) circuit.failed(failure)
      if (usage && turn.tokens > 0) {
        const used = usage.inputTokens + usage.outputTokens
        counted.used += used
        counted.estimated += turn.tokens
        permits?.correct(name, used - turn.tokens)
      }
      shared.release()
      slots.release()
    },
    learn(turn, signs) {
      const time = now()
      if (signs.requests) {
        requests ??= createAllowance()
        requests.learn(signs.requests, turn.spent.requests, time)
      }
      if (signs.tokens) {
        tokens ??= createAllowance()
        tokens.learn(signs.tokens, turn.spent.tokens, time)
      }
    },
  }
}
