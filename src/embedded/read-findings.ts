import { isRecord } from '../core/json.ts'
import { requiredJson } from './tagged-json.ts'
import { contentWords } from './words.ts'

/** What somebody wrote down about a failed case. */
export interface Finding {
  readonly label: string
  readonly definition: string
  readonly why: string
}

/** The request of the jobs that sort findings, with whatever else stands in it. */
export interface FindingsRequest {
  readonly findings: readonly Finding[]
  readonly data: Record<string, unknown>
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** Reads what stands between `<findings>` and `</findings>`. */
export function readFindings(message: string): FindingsRequest {
  const data = requiredJson(message, 'findings')
  const findings = Array.isArray(data.findings) ? data.findings.filter(isRecord) : []
  return {
    data,
    findings: findings.map(({ label, definition, why }) => ({
      label: text(label),
      definition: text(definition),
      why: text(why),
    })),
  }
}

/** A label by its content words in any order; by itself when it has none. */
export function labelKey(label: string): string {
  const stems = new Set(contentWords(label).map(({ stem }) => stem))
  return stems.size === 0 ? label.trim().toLowerCase() : [...stems].sort().join(' ')
}
