import type { CaseError, CaseResult } from '../../core/case-result.ts'
import type { DiagnosticReport } from '../../core/diagnosis.ts'
import type { UsageByRole } from '../../core/usage.ts'
import type { JournalEvent } from '../journal-event.ts'

/** A case that could not be judged, as the journal tells it. */
export interface SettledError {
  readonly id: CaseResult['id']
  readonly error: CaseError
  readonly usage: UsageByRole
}

/**
 * What a resumed run takes over from its journal, because it need not come out the same again: which cases could not be judged
 * where a patch was made all the same, and reports, since a critic is given up by the order in which its calls fail.
 */
export interface RunHistory {
  report(iteration: number, promptHash: string): DiagnosticReport | undefined
  errors(evaluation: {
    readonly iteration: number
    readonly promptHash: string
    readonly split: string
    readonly trial?: number | undefined
  }): readonly SettledError[]
  /** Was there room in the budget for the rest of a split? Calls that were made since count as spent by now. */
  completed(split: string): boolean
}

export const noHistory: RunHistory = { report: () => undefined, errors: () => [], completed: () => false }

/** @param events of the journal, in their order */
export function readHistory(events: readonly JournalEvent[]): RunHistory {
  const patched = new Set(
    events.flatMap((event) =>
      event.type === 'decision' && event.decision.action === 'patch' ? [event.iteration] : [],
    ),
  )
  // Whatever failed there is asked again.
  const failed = events.flatMap((event) =>
    event.type === 'stop' && event.stop.code === 'errors' ? [event.iteration] : [],
  )
  return {
    report(iteration, promptHash) {
      if (failed.includes(iteration) && !patched.has(iteration)) return undefined
      return events.flatMap((event) =>
        event.type === 'report' && event.iteration === iteration && event.promptHash === promptHash
          ? [event.report]
          : [],
      )[0]
    },
    errors({ iteration, promptHash, split, trial }) {
      if (!patched.has(iteration)) return []
      return events.flatMap((event) =>
        event.type === 'evaluation' &&
        event.iteration === iteration &&
        event.promptHash === promptHash &&
        event.split === split &&
        event.trial === trial
          ? event.outcomes.flatMap(({ id, error, usage = {} }) =>
              error ? [{ id, error: tell(error), usage }] : [],
            )
          : [],
      )
    },
    completed: (split) => events.some((event) => event.type === 'completion' && event.split === split),
  }
}

function tell(error: Pick<CaseError, 'kind' | 'status'>): CaseError {
  return { ...error, message: 'It could not be judged before the tuning was resumed.' }
}
