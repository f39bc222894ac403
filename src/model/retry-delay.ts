import type { Random } from '../core/random.ts'

const firstDelay = 500
const longestDelay = 30_000
/** A server's own wish is honoured up to here. */
const longestWish = 120_000

/**
 * Milliseconds before the next attempt: what the server asked for, else exponential back-off with full jitter
 * (Brooker, "Exponential Backoff And Jitter", 2015): between 0 and 500 ms * 2^retry, at most 30 s.
 *
 * @param retry 0 for the first retry
 * @param wish what `retryAfter` read
 */
export function retryDelay(retry: number, wish: number | undefined, random: Random): number {
  if (wish !== undefined) return Math.min(wish, longestWish)
  return random.next() * Math.min(longestDelay, firstDelay * 2 ** retry)
}

/** Milliseconds from `retry-after-ms`, or `retry-after` as seconds or as an HTTP date; never negative. */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const milliseconds = number(headers.get('retry-after-ms'))
  if (milliseconds !== undefined) return milliseconds
  const header = headers.get('retry-after')
  const seconds = number(header)
  if (seconds !== undefined) return seconds * 1000
  const date = Date.parse(header ?? '')
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function number(header: string | null): number | undefined {
  return header !== null && /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : undefined
}
