import type { CaseResult, TrialResult } from '../core/case-result.ts'
import type { DiagnosticReport, Topic } from '../core/diagnosis.ts'
import type { RunReport, SuiteReport } from '../core/run-report.ts'
import type { TopicHistory } from '../core/topic-history.ts'

/**
 * A report without inputs and outputs, and without any text that may quote them: what critics and scorers said, the words of
 * topics, messages of errors. Left are ids, places, verdicts, numbers, and what the topics are found again by.
 */
export function idsOnly(report: RunReport): RunReport {
  const { earlier, suites, unloaded, ...rest } = report
  return {
    ...rest,
    suites: suites.map(suiteWithoutContent),
    ...(unloaded ? { unloaded: unloaded.map((one) => ({ ...one, message: '' })) } : {}),
    report: 'ids-only',
    ...(earlier ? { earlier: mapValues(earlier, historyWithoutContent) } : {}),
  }
}

/** A result with what tells whether and how it failed, not what was said. */
export function withoutContent(result: CaseResult): CaseResult {
  const { input, expected, scores, trials, ...rest } = result
  return {
    ...answerWithout(rest),
    scores: scores.map(({ name, score, threshold }) => ({ name, score, threshold })),
    ...(trials ? { trials: { ...trials, results: trials.results.map(answerWithout) } } : {}),
  }
}

function answerWithout<Answer extends TrialResult>({ output, text, reason, error, ...kept }: Answer) {
  return { ...kept, ...(error ? { error: { ...error, message: '' } } : {}) }
}

function suiteWithoutContent({ results, diagnosis, gate, ...suite }: SuiteReport): SuiteReport {
  // The longest first: a shorter one may be a part of it, whose rest would stand.
  const messages = [...new Set(results.flatMap(({ error }) => error?.message || []))].sort(
    (a, b) => b.length - a.length,
  )
  const unquoted = (reason: string) => messages.reduce((text, quoted) => text.replaceAll(quoted, '…'), reason)
  return {
    ...suite,
    ...(gate ? { gate: { ...gate, reason: unquoted(gate.reason), ...checksWithout(gate, unquoted) } } : {}),
    results: results.map(withoutContent),
    ...(diagnosis ? { diagnosis: diagnosisWithoutContent(diagnosis) } : {}),
  }
}

function checksWithout({ checks }: NonNullable<SuiteReport['gate']>, unquoted: (reason: string) => string) {
  return checks ? { checks: checks.map((check) => ({ ...check, reason: unquoted(check.reason) })) } : {}
}

function diagnosisWithoutContent(diagnosis: DiagnosticReport): DiagnosticReport {
  return {
    ...diagnosis,
    topics: diagnosis.topics.map(topicWithoutContent),
    gone: diagnosis.gone.map((topic) => ({ ...topic, name: nameById(topic) })),
    notes: [],
  }
}

function historyWithoutContent(history: TopicHistory): TopicHistory {
  return { ...history, topics: history.topics.map(topicWithoutContent) }
}

function topicWithoutContent(topic: Topic): Topic {
  return {
    ...topic,
    name: nameById(topic),
    definition: '',
    terms: [],
    examples: topic.examples.map((example) => ({ ...example, why: '' })),
  }
}

/** Critics name topics in words of the cases. */
export function nameById({ id }: { readonly id: string }): string {
  return `topic ${id.slice(0, 6)}`
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
