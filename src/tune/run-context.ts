import type { Journal } from './journal.ts'
import type { ObjectiveOf } from './objective.ts'
import type { TuneEvent, TuneInput } from './tune-input.ts'
import type { UsageMeter } from './usage-meter.ts'

/** What the steps of one tuning share. */
export interface RunContext {
  readonly input: TuneInput
  readonly journal: Journal
  readonly meter: UsageMeter
  readonly objective: ObjectiveOf
  /** For the reader of the result. */
  readonly notes: string[]
  emit(event: TuneEvent): void
  /** The caller's signal, and the end of the run: nothing goes on in the background after it. */
  readonly signal: AbortSignal
}
