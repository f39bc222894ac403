import type { Topic } from '../core/diagnosis.ts'
import type { SuiteReport } from '../core/run-report.ts'

/** The topics of a suite that are shown one by one, largest first. */
export function retainedTopics({ diagnosis }: SuiteReport): Topic[] {
  const topics = diagnosis?.topics.filter(({ retained }) => retained) ?? []
  return topics.sort((a, b) => b.prevalence - a.prevalence)
}

/** `new since the baseline`, `grown by 3 since the last run`; nothing for a topic that is the same, or when nothing is known. */
export function describeTopicChange(
  { change, casesBefore, caseIds }: Topic,
  suite: SuiteReport,
): string | undefined {
  if (change === undefined || change === 'same') return undefined
  const since = describeSince(suite)
  const by = casesBefore === undefined ? 0 : Math.abs(caseIds.length - casesBefore)
  return change === 'new' || by === 0 ? `${change} ${since}` : `${change} by ${by} ${since}`
}

/** What topics are compared with: `since the baseline`. */
export function describeSince({ topicsSince }: SuiteReport): string {
  return `since the ${topicsSince === 'baseline' ? 'baseline' : 'last run'}`
}
