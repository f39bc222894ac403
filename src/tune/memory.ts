import type { DiagnosticReport, Topic } from '../core/diagnosis.ts'
import type { Metrics } from '../core/metrics.ts'

/** The numbers of an earlier report: without usage and tags, since they stay in every later request. */
type MemoryMetrics = Omit<Metrics, 'usage' | 'tags'>

/** A failure topic without its examples; `cases` counts the cases it was seen in. */
export interface TopicSummary {
  readonly name: string
  readonly definition: string
  readonly terms: readonly string[]
  readonly prevalence: number
  readonly cases: number
}

/** What is kept of one report: metrics and retained topics, never rows, outputs or examples. */
export interface MemoryEntry {
  readonly iteration: number
  readonly metrics: MemoryMetrics
  readonly topics: readonly TopicSummary[]
}

export function summarizeTopic(topic: Topic): TopicSummary {
  const { name, definition, terms, prevalence } = topic
  return { name, definition, terms, prevalence, cases: topic.caseIds.length }
}

export function remember(iteration: number, report: DiagnosticReport): MemoryEntry {
  const { usage: _, tags: __, ...metrics } = report.metrics
  const topics = report.topics.filter(({ retained }) => retained).map(summarizeTopic)
  return { iteration, metrics, topics }
}
