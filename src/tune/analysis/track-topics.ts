import type { Topic } from '../../core/diagnosis.ts'
import type { TuneIteration } from '../../core/tune-result.ts'

/** A topic of one report, under the id that it has in the whole run. */
export interface Sighting {
  readonly id: string
  readonly topic: Topic
}

/**
 * Follows topics over the reports of a run. A topic that a report does not know again by its id is still the same one as an
 * earlier topic of the same name, so that one which was gone for a while comes back as itself.
 *
 * @returns the topics of each report, in the order of the iterations
 */
export function trackTopics(iterations: readonly Pick<TuneIteration, 'report'>[]): Sighting[][] {
  const known = new Map<string, string>()
  const byName = new Map<string, string>()
  return iterations.map(({ report }) => {
    const own = new Set(report.topics.map(({ id }) => known.get(id)).filter((id) => id !== undefined))
    return report.topics.map((topic) => {
      const name = topic.name.trim().toLowerCase()
      const named = byName.get(name)
      const id = known.get(topic.id) ?? (named !== undefined && !own.has(named) ? named : topic.id)
      known.set(topic.id, id)
      byName.set(name, id)
      own.add(id)
      return { id, topic }
    })
  })
}
