import type { Call, Latencies, LoggedCall } from './overlap-server.ts'

/**
 * The longest chain of dependent calls of one iteration, in milliseconds, where so many calls may be open at a time. What
 * depends on what: a critique on its case; the embeddings on all critiques, the topics on them, the embeddings of the topics on
 * those, the assignments on these, and the decision on all of it and on the optimizer's call. Dev cases depend on nothing.
 * Calls that may run side by side follow one another all the same where there are more of them than places: then as many of them
 * as fit are one link, and the whole is never shorter than all calls spread evenly over all places. No order of these calls is
 * quicker.
 */
export function longestChain(log: readonly LoggedCall[], latencies: Latencies, places: number): number {
  const count = (call: Call) => log.filter((logged) => logged.call === call).length
  const { target, critic, embedder, optimizer } = latencies
  const [cases, critiques] = [count('optimization'), count('critique')]
  const diagnosed = Math.max(
    count('call') * optimizer,
    Math.ceil(cases / places) * target,
    critiques === 0 ? 0 : target + Math.ceil(critiques / places) * critic,
    (cases * target + critiques * critic) / places,
  )
  const decided =
    diagnosed +
    count('embeddings') * embedder +
    count('topics') * critic +
    Math.ceil(count('assignment') / places) * critic +
    count('decision') * optimizer
  const work =
    (cases + count('dev')) * target +
    (critiques + count('topics') + count('assignment')) * critic +
    count('embeddings') * embedder +
    (count('call') + count('decision')) * optimizer
  return Math.max(decided, work / places)
}
