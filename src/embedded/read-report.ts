import { isRecord } from '../core/json.ts'

export interface ReportTopic {
  readonly name: string
  readonly definition: string
  readonly terms: readonly string[]
  readonly cases: number
  readonly whys: readonly string[]
}

export interface PromptSection {
  readonly name: string
  readonly tunable: boolean
  readonly text: string
}

/** What the optimizer reads of a diagnostic report; anything missing is empty. */
export interface Report {
  readonly score: number | undefined
  readonly topics: readonly ReportTopic[]
  readonly sections: readonly PromptSection[]
}

const texts = (value: unknown) =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
const records = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : [])
const text = (value: unknown) => (typeof value === 'string' ? value : '')

export function readSections(prompt: unknown): PromptSection[] {
  if (!isRecord(prompt)) return []
  return records(prompt.sections).map((section) => ({
    name: text(section.name),
    tunable: section.tunable === true,
    text: text(section.text),
  }))
}

export function readReport(value: unknown): Report {
  const report = isRecord(value) ? value : {}
  const metrics = isRecord(report.metrics) ? report.metrics : {}
  return {
    score: typeof metrics.score === 'number' ? metrics.score : undefined,
    topics: records(report.topics).map((topic) => ({
      name: text(topic.name),
      definition: text(topic.definition),
      terms: texts(topic.terms),
      cases: typeof topic.cases === 'number' ? topic.cases : 0,
      whys: records(topic.examples).map(({ why }) => text(why)),
    })),
    sections: readSections(report.prompt),
  }
}
