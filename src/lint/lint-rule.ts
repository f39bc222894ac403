import type { Case } from '../core/case.ts'
import type { LintFinding } from '../core/lint-finding.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'

/** A suite as far as lint looks at it. */
export interface LintSubject {
  readonly prompt: PromptFile
  /** Every one in its split. */
  readonly cases: readonly Case[]
  /** What the rows are balanced by: `expected`, `tags` or a path in `expected`. */
  readonly stratify: string
  /** The model that is to answer, where it is known. */
  readonly model?: string | undefined
}

/** One thing to look for; a pure function. */
export type LintRule = (subject: LintSubject) => readonly Omit<LintFinding, 'rule'>[]
