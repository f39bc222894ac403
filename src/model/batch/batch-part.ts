import type { CallFailure } from '../call-failure.ts'
import type { BatchState } from './batch-folder.ts'

/** A batch and what is known of its requests. */
export interface BatchPart {
  readonly state: BatchState
  readonly keys: ReadonlySet<string>
  /** Why a request has no answer. */
  readonly failures: Map<string, CallFailure>
}
