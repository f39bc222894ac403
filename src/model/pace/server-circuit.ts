import type { ModelRole } from '../../core/usage.ts'
import { type CallFailure, notAsked } from '../call-failure.ts'

/** Whether a server is asked at all: without quota it is not, and not for a role whose calls fail one after the other. */
export interface ServerCircuit {
  /** One attempt failed so. */
  failed(failure: CallFailure): void
  /** What a server refuses to one role, such as a model that it lacks, says nothing about the others. */
  of(role: ModelRole): RoleCircuit
}

export interface RoleCircuit {
  /** How a call ended, after its last attempt. */
  settle(failure: CallFailure | undefined): void
  /** Set when the server is asked no more: why. */
  closed(): CallFailure | undefined
  /** Aborted when the server is asked no more. */
  readonly closing: AbortSignal
}

interface Opened extends RoleCircuit {
  close(failure: CallFailure): void
}

/** @param breaker failures of a role in a row; 0: however many */
export function createServerCircuit(breaker: number): ServerCircuit {
  const byRole = new Map<ModelRole, Opened>()
  let outOfQuota: CallFailure | undefined

  return {
    failed(failure) {
      if (failure.error.kind !== 'quota' || outOfQuota) return
      outOfQuota = failure
      for (const circuit of byRole.values()) circuit.close(failure)
    },
    of(role) {
      const known = byRole.get(role)
      if (known) return known
      const circuit = openCircuit(breaker)
      byRole.set(role, circuit)
      if (outOfQuota) circuit.close(outOfQuota)
      return circuit
    },
  }
}

function openCircuit(breaker: number): Opened {
  const closing = new AbortController()
  let closed: CallFailure | undefined
  let inARow = 0

  function close(failure: CallFailure): void {
    // What it says stays the same, whatever the calls that are still under way come to.
    closed ??= notAsked(failure, inARow)
    closing.abort()
  }

  return {
    settle(failure) {
      if (!failure) inARow = 0
      else if (failure.error.kind !== 'aborted') inARow += 1
      if (failure && breaker > 0 && inARow >= breaker) close(failure)
    },
    close,
    closed: () => closed,
    closing: closing.signal,
  }
}
