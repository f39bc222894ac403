import type { Diagnosis } from '../core/diagnosis.ts'
import type { Location } from '../core/location.ts'
import type { UnitVector } from './clusters/vector.ts'

/** A diagnosis with its place in the dataset. */
export interface LocatedDiagnosis extends Diagnosis {
  readonly at?: Location | undefined
  /** What it is compared by, when that is not its own text. */
  readonly comparedBy?: string | undefined
}

/** A diagnosis with its place among the others. */
export interface Member {
  readonly diagnosis: LocatedDiagnosis
  readonly vector: UnitVector
}

/** What a diagnosis is compared by. */
export function diagnosisText({ label, definition, why, comparedBy }: LocatedDiagnosis): string {
  return comparedBy ?? `${label}. ${definition} ${why}`.slice(0, 2_000).toWellFormed()
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** In an order that does not depend on which case failed first; a case's own diagnoses keep theirs under equal labels. */
export function sortDiagnoses<T extends Diagnosis>(diagnoses: readonly T[]): T[] {
  return [...diagnoses].sort((a, b) => compare(a.caseId, b.caseId) || compare(a.label, b.label))
}
