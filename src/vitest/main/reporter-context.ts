import type { ResolvedOptions } from '../../core/options.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import type { RunReport } from '../../core/run-report.ts'
import type { ModelClient } from '../../model/client.ts'
import type { Recording } from '../../suite/record-suite.ts'
import type { RerunWhat } from '../launch-flags.ts'
import type { SoftInterrupt } from './interrupt.ts'

/** What the plugin knows and the reporter needs. */
export interface ReporterContext {
  readonly root: string
  readonly options: ResolvedOptions
  readonly model: ModelClient
  /** Takes secrets out of what models and errors say in this process; results arrive redacted. */
  readonly redactor: Redactor
  /** Opens what the workers of a tuning sealed. */
  readonly sealKey: string
  /** What `--only=` said. */
  readonly only: RerunWhat | undefined
  /** What `--baseline=` said. */
  readonly baseline: string | undefined
  /** Tells the workers of the run that starts whether its results become the baselines; gives how it is recorded. */
  announce(accepting: boolean): Recording | undefined
  /** Set where the budget of this run is used up. */
  budgetOver(): Pick<RunReport, 'budgetOver'>
  /** Set in tune mode. */
  readonly interrupt: SoftInterrupt | undefined
}
