import type { DiagnosticReport } from '../core/diagnosis.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import type { Evaluation } from './evaluation.ts'

/** A prompt with its numbers on optimization and dev, and the report on its failures. */
export interface Measured {
  readonly prompt: PromptFile
  readonly length: number
  readonly optimization: Evaluation
  readonly dev: Evaluation
  readonly report: DiagnosticReport
  /** On dev; `null` when no case was scored. */
  readonly objective: number | null
}
