import { countNoun } from '../core/count-noun.ts'
import type { DiagnosisCost } from '../core/diagnosis.ts'

/** `diagnosis: 31 critiques, 12 reused, 1 topic call, 2 assignment calls`; nothing when no model was asked or needed. */
export function describeDiagnosisCost(cost: DiagnosisCost): string | undefined {
  const parts: readonly (readonly [number, string])[] = [
    [cost.critiques.calls, countNoun(cost.critiques.calls, 'critique')],
    [cost.reused, `${cost.reused} reused`],
    [cost.embeddings.calls, countNoun(cost.embeddings.calls, 'embedding call')],
    [cost.topics.calls, countNoun(cost.topics.calls, 'topic call')],
    [cost.assignments.calls, countNoun(cost.assignments.calls, 'assignment call')],
  ]
  const spent = parts.flatMap(([count, words]) => (count > 0 ? [words] : []))
  return spent.length === 0 ? undefined : `diagnosis: ${spent.join(', ')}`
}
