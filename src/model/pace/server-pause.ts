/** Holds calls back from a server that refused one and named a time. Times are milliseconds of any one clock. */
export interface ServerPause {
  /** Call `number` (in the order of sending) was refused; `wait` is what the server named. */
  refused(number: number, wait: number | undefined, now: number): void
  answered(number: number): void
  /** Milliseconds until a call may go; 0: now. */
  wait(now: number): number
  /** A call was let go; the one that `wait` let through a pause is its probe. */
  granted(now: number): void
  sent(number: number): void
}

/** A server's wish is honoured up to here. */
const longest = 120_000
/** So many calls that were sent after the refused one, and were taken, show that the server is not closed to others. */
const refuting = 2
/** After so many pauses that proved needless a single refusal holds nobody back. */
const needless = 2
const recentCalls = 8

/**
 * A refusal closes the server to all calls until its time is over, or calls that were sent later than the refused one come back
 * answered. Nobody runs into the first pause. In later ones a single call may, after a tenth of the time: where that is answered
 * the pause was needless, and after two such pauses only refusals of half of the last calls make another.
 */
export function createServerPause(): ServerPause {
  let pause: { readonly until: number; readonly number: number; readonly probeAt: number } | undefined
  let taken = 0
  let pauses = 0
  let proved = 0
  let probe: number | 'granted' | undefined
  let recent: boolean[] = []

  function note(refused: boolean): void {
    recent.push(refused)
    if (recent.length > recentCalls) recent = recent.slice(-recentCalls)
  }

  function lift(): void {
    pause = undefined
    proved = Math.min(2 * needless, proved + 1)
  }

  return {
    refused(number, wait, now) {
      note(true)
      if (number === probe) proved = 0
      if (wait === undefined) return
      const many = recent.filter(Boolean).length * 2 >= recentCalls
      if (many) proved = 0
      if (!pause && proved >= needless) return
      const milliseconds = Math.min(wait, longest)
      const until = Math.max(pause?.until ?? 0, now + milliseconds)
      const probed = pauses === 0 || number === probe
      if (!pause) {
        pauses += 1
        probe = undefined
      }
      const probeAt = probed ? until : (pause?.probeAt ?? now + milliseconds / 10)
      pause = { until, number: Math.max(number, pause?.number ?? 0), probeAt }
      taken = 0
    },
    answered(number) {
      note(false)
      if (!pause) return
      if (number > pause.number) taken += 1
      if (number === probe || taken >= refuting) lift()
    },
    wait(now) {
      if (pause && now >= pause.until) pause = undefined
      if (!pause) return 0
      return Math.max(0, (probe === undefined ? pause.probeAt : pause.until) - now)
    },
    granted(now) {
      if (pause && now < pause.until && probe === undefined) probe = 'granted'
    },
    sent(number) {
      if (probe === 'granted') probe = number
    },
  }
}
