import type { Diagnosis } from '../../core/diagnosis.ts'
import { unexplained } from '../critiques/mechanical-diagnosis.ts'

/**
 * Do the labels alone say which diagnoses belong together? So it is when all are mechanical and name what happened: "expected
 * a, got b" and "expected b, got a" are two things, however alike they read.
 */
export function hasExactLabels(diagnoses: readonly Diagnosis[]): boolean {
  return diagnoses.every(({ source, label }) => source === 'mechanical' && label !== unexplained)
}
