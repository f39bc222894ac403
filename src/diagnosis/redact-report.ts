import type { DiagnosticReport } from '../core/diagnosis.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'

/** The report with every text that a model or a server had a part in as it may be written. */
export function redactReport(report: DiagnosticReport, { text }: Redactor): DiagnosticReport {
  return {
    ...report,
    topics: report.topics.map((topic) => ({
      ...topic,
      name: text(topic.name),
      definition: text(topic.definition),
      terms: topic.terms.map(text),
      examples: topic.examples.map((example) => ({ ...example, why: text(example.why) })),
    })),
    gone: report.gone.map((topic) => ({ ...topic, name: text(topic.name) })),
    notes: report.notes.map(text),
  }
}
