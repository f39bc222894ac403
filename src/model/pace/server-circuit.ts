import { type CallFailure, notAsked } from '../call-failure.ts'

/** Whether a server is asked at all: without quota, or after too many failures in a row, it is not. */
export interface ServerCircuit {
  /** One attempt failed so. */
  failed(failure: CallFailure): void
  /** How a call ended, after its last attempt. */
  settle(failure: CallFailure | undefined): void
  /** Set when the server is asked no more: why. */
  closed(): CallFailure | undefined
  /** Aborted when the server is asked no more. */
  readonly closing: AbortSignal
}

/** @param breaker failures in a row; 0: however many */
export function createServerCircuit(breaker: number): ServerCircuit {
  const closing = new AbortController()
  let closed: CallFailure | undefined
  let inARow = 0

  function close(failure: CallFailure): void {
    // What it says stays the same, whatever the calls that are still under way come to.
    closed ??= notAsked(failure, inARow)
    closing.abort()
  }

  return {
    failed(failure) {
      if (failure.error.kind === 'quota') close(failure)
    },
    settle(failure) {
      if (!failure) inARow = 0
      else if (failure.error.kind !== 'aborted') inARow += 1
      if (failure && breaker > 0 && inARow >= breaker) close(failure)
    },
    closed: () => closed,
    closing: closing.signal,
  }
}
