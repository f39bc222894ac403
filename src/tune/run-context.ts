import type { Redactor } from '../core/redaction/create-redactor.ts'
import type { ModelClient } from '../model/client.ts'
import type { BudgetMeter } from './budget.ts'
import type { Journal } from './journal.ts'
import type { ObjectiveOf } from './objective.ts'
import type { CallLog } from './resume/call-log.ts'
import type { RunHistory } from './resume/run-history.ts'
import type { Stops } from './stops.ts'
import type { TuneEvent, TuneInput } from './tune-input.ts'
import type { UsageMeter } from './usage-meter.ts'

/** What the steps of one tuning share. */
export interface RunContext {
  readonly input: TuneInput
  readonly journal: Journal
  /** For what is written beside the journal. */
  readonly redactor: Redactor
  readonly meter: UsageMeter
  readonly objective: ObjectiveOf
  /** For the reader of the result. */
  readonly notes: string[]
  emit(event: TuneEvent): void
  readonly budget: BudgetMeter
  /** All answers so far. */
  readonly log: CallLog
  /** Answers from the log alone. */
  readonly recall: ModelClient
  /** What an earlier process had settled already. */
  readonly history: RunHistory
  /** Why and how the tuning ends from outside. */
  readonly stops: Stops
  /** Drops the calls under way: the caller's signal, and the end of the run, after which nothing goes on in the background. */
  readonly signal: AbortSignal
}
