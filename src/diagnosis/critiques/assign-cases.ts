import type { CaseResult } from '../../core/case-result.ts'
import { noUsage, type Usage } from '../../core/usage.ts'
import { dot, type UnitVector } from '../clusters/vector.ts'
import { type EmbedOptions, embedTexts } from '../embeddings/embed-texts.ts'
import { diagnosisText, type LocatedDiagnosis } from '../located-diagnosis.ts'
import { failureSort } from './failure-sort.ts'
import { mechanicalDiagnosis } from './mechanical-diagnosis.ts'
import { traceText } from './trace-text.ts'

/** A case that the critic has spoken about. */
export interface CritiquedCase {
  readonly result: CaseResult
  readonly diagnoses: readonly LocatedDiagnosis[]
}

export interface AssignedCases {
  readonly diagnoses: readonly LocatedDiagnosis[]
  readonly usage: Usage
  readonly notes: readonly string[]
}

/**
 * Gives each case that the critic was not asked about the label and definition of the critiqued case whose trace is most alike, of
 * the same sort of failure if there is one; why it failed is told by its own result. Without any critiqued case all there is are mechanical diagnoses.
 */
export async function assignCases(
  rest: readonly CaseResult[],
  critiqued: readonly CritiquedCase[],
  options: EmbedOptions,
): Promise<AssignedCases> {
  if (critiqued.length === 0 || rest.length === 0) {
    return {
      diagnoses: rest.map((result) => locate(result, mechanicalDiagnosis(result))),
      usage: noUsage,
      notes: [],
    }
  }
  const texts = [...critiqued.map(({ result }) => result), ...rest].map(traceText)
  const { vectors, usage, notes } = await embedTexts(texts, options)
  const models = critiqued.map((one, row) => ({ ...one, vector: vectors[row] }))
  const bySort = Map.groupBy(models, ({ result }) => failureSort(result))
  const diagnoses = rest.flatMap((result, row) => {
    const nearest = nearestTo(vectors[critiqued.length + row], bySort.get(failureSort(result)) ?? models)
    const own = mechanicalDiagnosis(result)
    return (nearest?.diagnoses ?? []).map((diagnosis) =>
      locate(result, {
        ...own,
        label: diagnosis.label,
        definition: diagnosis.definition,
        source: 'assigned',
        comparedBy: diagnosisText(diagnosis),
      }),
    )
  })
  return { diagnoses, usage, notes }
}

/** The first of those that are nearest. */
function nearestTo<T extends { readonly vector: UnitVector | undefined }>(
  vector: UnitVector | undefined,
  models: readonly T[],
): T | undefined {
  const likeness = models.map((model) => (vector && model.vector ? dot(vector, model.vector) : 0))
  let best = 0
  for (let row = 1; row < likeness.length; row++) {
    if ((likeness[row] ?? 0) > (likeness[best] ?? 0)) best = row
  }
  return models[best]
}

function locate({ at }: CaseResult, diagnosis: LocatedDiagnosis): LocatedDiagnosis {
  return { ...diagnosis, ...(at ? { at } : {}) }
}
