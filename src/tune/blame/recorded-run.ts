import type { DiagnosticReport } from '../../core/diagnosis.ts'
import type { PromptPatch } from '../../core/tune-result.ts'

/** A measured prompt of a recorded tuning. */
export interface RecordedIteration {
  readonly iteration: number
  readonly promptHash: string
  /** How it came from an earlier prompt; absent for the seed. */
  readonly patch?: PromptPatch | undefined
  /** Its failures, which the next patch answered. */
  readonly report?: DiagnosticReport | undefined
}

/** What is left of a tuning that made another prompt of its seed. */
export interface RecordedRun {
  /** `ticket-triage/0003` */
  readonly run: string
  readonly suite: string
  /** The files that hold its tuned prompt, relative to the root: the prompt file, `--tune.out`, the copy in the run's folder. */
  readonly files: readonly string[]
  /** The prompt file, relative to the root. */
  readonly promptFile: string
  readonly before: string
  readonly after: string
  /** The iteration that won. */
  readonly best: number
  readonly iterations: readonly RecordedIteration[]
  /** Was the tuned prompt written by the tuning itself? */
  readonly written: boolean
  /** When it ended: milliseconds since 1970. */
  readonly ended: number
}
