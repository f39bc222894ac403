import type { Batches } from '../../model/batch/open-batches.ts'
import type { CasesContext } from './register-cases.ts'

/** What it takes to register a suite that is asked in batches. */
export interface BatchedContext extends CasesContext {
  readonly batches: Batches
  readonly testFile: string
}
