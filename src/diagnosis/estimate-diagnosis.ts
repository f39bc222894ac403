import type { DiagnosisOptions } from '../core/options.ts'
import { mostDiagnoses } from './critiques/critic.ts'
import { batchSize } from './topics/assignment-prompt.ts'

/** The most answered calls of the critic model that a diagnosis can take; embeddings come on top. */
export interface DiagnosisEstimate {
  readonly critiques: number
  readonly topics: number
  readonly assignments: number
}

/** What a diagnosis of so many failed cases takes at most: known critiques and clear assignments cost nothing. */
export function estimateDiagnosis(
  failed: number,
  { mode, maxCases = Number.POSITIVE_INFINITY }: Pick<DiagnosisOptions, 'mode' | 'maxCases'>,
): DiagnosisEstimate {
  if (mode !== 'llm') return { critiques: 0, topics: 0, assignments: 0 }
  const critiques = Math.min(failed, maxCases)
  return {
    critiques,
    topics: Math.min(1, critiques),
    assignments: Math.ceil((critiques * mostDiagnoses) / batchSize),
  }
}

/** The estimate in words: `at most 120 critiques, 1 call for topics and 15 to file diagnoses under them`. */
export function describeEstimate({ critiques, topics, assignments }: DiagnosisEstimate): string {
  if (critiques === 0) return 'no model calls'
  const count = critiques === 1 ? '1 critique' : `${critiques} critiques`
  return `at most ${count}, ${topics} call for topics and ${assignments} to file diagnoses under them`
}
