import type { Limits } from '../../core/options.ts'
import { onAnyAbort } from '../on-abort.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** What a user allows in a minute. */
export type RateCaps = Pick<Limits, 'requestsPerMinute' | 'tokensPerMinute'>

/** Lets calls go at the rates that the user allows, each server by itself. */
export interface CallPermits {
  /** Waits until a call of about so many tokens may go. `false`: a signal was aborted, and nothing was taken. */
  take(server: string, tokens: number, signals: readonly (AbortSignal | undefined)[]): Promise<boolean>
  /** Tokens that a call took beyond what was taken for it; negative for fewer. */
  correct(server: string, tokens: number): void
}

interface Waiting {
  readonly tokens: number
  /** Absent when it has left. */
  go: (() => void) | undefined
}

interface ServerQueue {
  readonly requests: TokenBucket | undefined
  readonly tokens: TokenBucket | undefined
  readonly queue: Waiting[]
  timer: NodeJS.Timeout | undefined
}

export function hasCaps({ requestsPerMinute, tokensPerMinute }: RateCaps): boolean {
  return requestsPerMinute !== undefined || tokensPerMinute !== undefined
}

/** Permits of this process, in order of asking. */
export function createCallPermits(caps: RateCaps, now: () => number = () => performance.now()): CallPermits {
  const servers = new Map<string, ServerQueue>()

  function open(server: string): ServerQueue {
    const known = servers.get(server)
    if (known) return known
    const bucket = (perMinute: number | undefined) =>
      perMinute === undefined ? undefined : createTokenBucket(perMinute, now())
    const opened: ServerQueue = {
      requests: bucket(caps.requestsPerMinute),
      tokens: bucket(caps.tokensPerMinute),
      queue: [],
      timer: undefined,
    }
    servers.set(server, opened)
    return opened
  }

  function pump(server: ServerQueue): void {
    clearTimeout(server.timer)
    server.timer = undefined
    for (;;) {
      const [first] = server.queue
      if (!first) return
      if (first.go) {
        const time = now()
        const wait = Math.max(
          server.requests?.wait(1, time) ?? 0,
          server.tokens?.wait(first.tokens, time) ?? 0,
        )
        if (wait > 0) {
          server.timer = setTimeout(() => pump(server), wait)
          return
        }
        server.requests?.take(1, time)
        server.tokens?.take(first.tokens, time)
        first.go()
      }
      server.queue.shift()
    }
  }

  return {
    take(name, tokens, signals) {
      if (signals.some((signal) => signal?.aborted)) return Promise.resolve(false)
      const server = open(name)
      return new Promise((resolve) => {
        const waiting: Waiting = { tokens, go: undefined }
        const forget = onAnyAbort(signals, () => {
          waiting.go = undefined
          resolve(false)
          // Its clock is not to hold up the process.
          if (server.queue.every(({ go }) => !go)) pump(server)
        })
        waiting.go = () => {
          forget()
          resolve(true)
        }
        server.queue.push(waiting)
        if (server.queue.length === 1) pump(server)
      })
    },
    correct(name, tokens) {
      const server = open(name)
      server.tokens?.giveBack(-tokens)
      if (tokens < 0) pump(server)
    },
  }
}
