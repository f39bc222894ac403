import type { TuneResult } from '../core/tune-result.ts'
import { nameById } from './ids-only.ts'

/**
 * The result of a tuning without what the optimizer and the critic said of the cases: rationales and the names of topics. The
 * change of the prompt itself stays.
 */
export function idsOnlyTuning({ iterations, analysis, ...result }: TuneResult): TuneResult {
  return {
    ...result,
    iterations: iterations.map(({ patch, ...iteration }) => ({
      ...iteration,
      ...(patch ? { patch: { ...patch, rationale: '' } } : {}),
    })),
    ...(analysis
      ? {
          analysis: {
            ...analysis,
            topics: analysis.topics.map((topic) => ({ ...topic, name: nameById(topic) })),
          },
        }
      : {}),
  }
}
