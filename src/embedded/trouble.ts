import type { Job, Reply } from './conversation.ts'

/** What a simulated fault does to a request; the ones about an answer's text leave embeddings alone. */
export type TroubleAct =
  /** An HTTP error; `retryAfter` in seconds. */
  | { readonly status: number; readonly retryAfter?: number }
  /** No answer, ever. */
  | { readonly hang: true }
  /** The connection is cut without an answer. */
  | { readonly reset: true }
  /** The answer comes this many milliseconds later. */
  | { readonly delay: number }
  /** The answer is cut in half. */
  | { readonly finish: 'length' | 'content_filter' }
  | { readonly refusal: string }
  /** This text is the answer: malformed JSON and the like. */
  | { readonly text: string }
  /** An answer with nothing in it. */
  | { readonly empty: true }

/** A fault to simulate. Of the requests that fit `contains` and `job`, `nth` and `every` count from 1. */
export interface Trouble {
  readonly when?: {
    /** Text in the raw body of the request. */
    readonly contains?: string
    readonly job?: Job
    readonly nth?: number
    readonly every?: number
  }
  /** How often at most. Default: always. */
  readonly times?: number
  readonly do: TroubleAct
}

/** Picks the first fault that a request runs into; each fault counts the requests that fit it. */
export function createTroubleMaker(
  troubles: readonly Trouble[],
): (body: string, job: Job) => TroubleAct | undefined {
  const states = troubles.map((trouble) => ({ trouble, seen: 0, done: 0 }))
  return (body, job) => {
    let act: TroubleAct | undefined
    for (const state of states) {
      const { when = {}, times = Number.POSITIVE_INFINITY } = state.trouble
      if (when.contains !== undefined && !body.includes(when.contains)) continue
      if (when.job !== undefined && when.job !== job) continue
      state.seen++
      const due =
        (when.nth === undefined || state.seen === when.nth) &&
        (when.every === undefined || state.seen % when.every === 0)
      if (act !== undefined || !due || state.done >= times) continue
      state.done++
      act = state.trouble.do
    }
    return act
  }
}

/** The reply as a fault leaves it. */
export function spoilReply(reply: Reply, act: TroubleAct | undefined): Reply {
  if (!act) return reply
  if ('refusal' in act) return { kind: 'refusal', refusal: act.refusal }
  if ('empty' in act) return { kind: 'text', text: '', finish: 'stop' }
  if ('text' in act) return { kind: 'text', text: act.text, finish: 'stop' }
  if ('finish' in act) {
    const text = reply.kind === 'text' ? reply.text : ''
    return { kind: 'text', text: text.slice(0, Math.floor(text.length / 2)), finish: act.finish }
  }
  return reply
}
