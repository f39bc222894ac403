import type { DiagnosticReport, Topic } from '../../core/diagnosis.ts'
import type { Metrics } from '../../core/metrics.ts'

/** The numbers of an earlier report: without usage, tags and what words cannot change, since they stay in every later request. */
type MemoryMetrics = Omit<Metrics, 'usage' | 'tags' | 'logprobs'>

/** A failure topic as the optimizer reads it; `cases` counts the cases it was seen in. */
export interface TopicSummary {
  readonly name: string
  readonly definition: string
  readonly terms: readonly string[]
  readonly prevalence: number
  readonly cases: number
  /** What went wrong in single cases, in the critic's words; absent where the memory had no room for them. */
  readonly examples?: readonly { readonly why: string }[]
}

/** A revision as the optimizer reads of it. */
export interface RevisionSummary {
  /** The iteration of the version that it was made from. */
  readonly from: number
  /** What the optimizer said of it then. */
  readonly rationale: string
  /** `best`: it was the best version by then; `lost`: it was worse than the version that it was made from. */
  readonly outcome: 'best' | 'kept' | 'lost'
}

/** What is kept of one report: metrics and retained topics, never rows or outputs. */
export interface MemoryEntry {
  readonly iteration: number
  /** Under the schedule `progressive`: how the version came about, and what became of it. */
  readonly revision?: RevisionSummary
  readonly metrics: MemoryMetrics
  /** Absent where the memory had no room for them. */
  readonly topics?: readonly TopicSummary[]
}

/** Accounts of single failures shown with each topic. */
const mostExamples = 5

/** The retained topics of a report, each with a few accounts of what went wrong. */
export function summarizeTopics(topics: readonly Topic[]): TopicSummary[] {
  return topics
    .filter(({ retained }) => retained)
    .map(({ name, definition, terms, prevalence, caseIds, examples }) => ({
      name,
      definition,
      terms,
      prevalence,
      cases: caseIds.length,
      examples: examples.slice(0, mostExamples).map(({ why }) => ({ why })),
    }))
}

export function remember(iteration: number, report: DiagnosticReport): MemoryEntry {
  const { usage: _, tags: __, logprobs: ___, ...metrics } = report.metrics
  return { iteration, metrics, topics: summarizeTopics(report.topics) }
}
