import type { CaseResult } from '../../core/case-result.ts'
import { mechanicalDiagnosis } from './mechanical-diagnosis.ts'

/** The sort of a failure as its result alone shows it: the kind, and what differs. */
export function failureSort(result: CaseResult): string {
  return `${result.kind ?? 'wrong'}: ${mechanicalDiagnosis(result).label}`
}
