/** What Ctrl-C ends when all tests have ended. */
export interface DiagnosisStop {
  /** The calls of the diagnosis are dropped when it is aborted. */
  readonly signal: AbortSignal
  /** Nothing but the diagnosis is waited for from now on. */
  begin(): void
  cutShort(this: void): string | undefined
}

export function createDiagnosisStop(): DiagnosisStop {
  const stop = new AbortController()
  let begun = false
  return {
    signal: stop.signal,
    begin() {
      begun = true
    },
    cutShort() {
      if (!begun || stop.signal.aborted) return undefined
      stop.abort()
      return 'Reporting without the rest of the diagnosis'
    },
  }
}
