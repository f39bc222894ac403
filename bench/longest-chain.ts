import type { Call, LoggedCall } from './overlap-server.ts'

/**
 * The longest chain of dependent calls of one iteration, in milliseconds, where so many calls may be open at a time. What
 * depends on what: a critique on its case; the embeddings on all critiques, the topics on them, the embeddings of the topics on
 * those, the assignments on these, and the decision on all of it and on the optimizer's call. Dev cases depend on nothing.
 * Calls that may run side by side follow one another all the same where there are more of them than places: then as many of them
 * as fit are one link, and the whole is never shorter than all calls spread evenly over all places. No order of these calls is
 * quicker. A call takes as long as those of its kind took on average, by the server's clock.
 */
export function longestChain(log: readonly LoggedCall[], places: number): number {
  const spent = (call: Call) =>
    log.reduce((sum, one) => sum + (one.call === call ? one.went - one.came : 0), 0)
  const count = (call: Call) => log.filter((one) => one.call === call).length
  const mean = (call: Call) => (count(call) === 0 ? 0 : spent(call) / count(call))
  /** One after another, as many at a time as there are places. */
  const rounds = (call: Call) => Math.ceil(count(call) / places) * mean(call)

  const critiqued = count('critique') === 0 ? 0 : mean('optimization') + rounds('critique')
  const spread = (spent('optimization') + spent('critique')) / places
  const diagnosed = Math.max(spent('call'), rounds('optimization'), critiqued, spread)
  const decided = diagnosed + spent('embeddings') + spent('topics') + rounds('assignment') + spent('decision')
  const work = log.reduce((sum, { came, went }) => sum + went - came, 0)
  return Math.max(decided, work / places)
}
