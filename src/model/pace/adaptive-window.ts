/** What a call that was sent must bring back to the window. */
export interface SentCall {
  /** How many cuts there were when it was sent. */
  readonly cuts: number
  /** Calls in flight when it was sent, with itself. */
  readonly load: number
}

/** How many calls a server takes at a time, learnt from its answers. */
export interface AdaptiveWindow {
  /** Whole calls, at least 1 and never above the most. */
  size(): number
  send(load: number): SentCall
  /** The server took the call, whatever it then said of it. */
  answered(sent: SentCall): void
  /** The server refused the call with status 429. */
  refused(sent: SentCall): void
  /** Twice as many, if nothing was ever refused; `false`: there is nothing to widen. */
  widen(): boolean
  /** Has the server refused calls because of their number? */
  wasCut(): boolean
}

const firstSize = 32
const cutTo = 0.7
/** From this share of the size that was refused last it grows slowly. */
const nearest = 0.9
/** Answers that show whether fewer calls at a time are refused less. */
const trialLength = 64
/** A larger share of refusals is never taken for chance. */
const mostByChance = 0.15
const mostCredit = 5

/** After a cut: are calls under less than half of the load still refused? */
interface Trial {
  readonly from: number
  readonly cuts: number
  /** The share of refusals at the load before. */
  before: number
  answers: number
  refused: number
}

/**
 * Additive increase, multiplicative decrease (Chiu and Jain 1989): one more call for each round trip, 0.7 times as many after a
 * refusal, at most once for each round trip. Until the first refusal it grows by one with each answer, and doubles where a server is
 * slow to answer but takes all it gets (`widen`); near the size that was
 * last refused by an eighth, and by less the more often it was refused there, as CUBIC slows down there (Ha et al. 2008). Where refusals go on in the same share under
 * less than half of the load they are not about the load: that share is then forgiven, since fewer calls would not help.
 */
export function createAdaptiveWindow(most: number): AdaptiveWindow {
  let size = Math.min(most, firstSize)
  let ceiling = Number.POSITIVE_INFINITY
  let cuts = 0
  /** Refusals in a row at about the same size. */
  let hits = 0
  let share = 0
  let longShare = 0
  let byChance = 0
  let credit = 0
  let trial: Trial | undefined

  const isNear = () => size >= nearest * ceiling && size <= 1.15 * ceiling

  function grow(load: number): void {
    // What is not used says nothing about more.
    if (size >= most || load < size / 2) return
    if (ceiling === Number.POSITIVE_INFINITY) size += 1
    else if (isNear()) size += probe() / size
    // A small window would step over it.
    else size = Math.min(size + 1 / size, size < nearest * ceiling ? nearest * ceiling : most)
    size = Math.min(most, size)
    if (trial && size >= trial.from) trial = undefined
  }

  /** Near the ceiling: an eighth, and half as much with each refusal there, but so that a refusal in fifty calls is let be. */
  function probe(): number {
    return Math.min(0.125, Math.max(0.125 / 2 ** hits, size ** 2 / 500))
  }

  function cut(): void {
    cuts += 1
    hits = isNear() ? hits + 1 : 0
    trial ??= { from: size, cuts, before: share, answers: 0, refused: 0 }
    ceiling = size
    size = Math.max(1, size * cutTo)
  }

  function observe(sent: SentCall, refused: 0 | 1): void {
    share += (refused - share) / 32
    longShare += (refused - longShare) / 256
    byChance = Math.min(byChance, 2 * longShare)
    if (byChance > 0) credit = Math.min(mostCredit, credit + 1.5 * byChance)
    if (!trial) return
    if (sent.cuts < trial.cuts) trial.before = Math.max(trial.before, share)
    else if (sent.load <= trial.from / 2) {
      trial.answers += 1
      trial.refused += refused
      if (trial.answers >= trialLength) conclude(trial)
    }
  }

  function conclude({ from, before, answers, refused }: Trial): void {
    trial = undefined
    const still = refused / answers
    if (refused < 2 || still > mostByChance || still < before / 3) return
    byChance = still
    longShare = Math.max(longShare, still)
    credit = mostCredit
    size = Math.max(size, from)
  }

  return {
    size: () => Math.floor(size),
    send: (load) => ({ cuts, load }),
    answered(sent) {
      observe(sent, 0)
      grow(sent.load)
    },
    refused(sent) {
      observe(sent, 1)
      if (credit >= 1) credit -= 1
      else if (sent.cuts === cuts) cut()
    },
    wasCut: () => cuts > 0,
    widen() {
      if (cuts > 0 || size >= most) return false
      size = Math.min(most, size * 2)
      return true
    },
  }
}
