import type { DiagnosticReport } from '../core/diagnosis.ts'
import { findAllCorrect } from './stop-rules.ts'
import type { Stops } from './stops.ts'
import { TuningEnded } from './strategies/strategy.ts'

/** Hands the report to a proposal that started before it was made, or ends the proposal when no patch is wanted. */
export interface ReportGate {
  readonly report: Promise<DiagnosticReport>
  openWith(report: Promise<DiagnosticReport>, stops: Pick<Stops, 'reason'>): void
  close(): void
}

export function openReportGate(): ReportGate {
  const { promise, resolve, reject } = Promise.withResolvers<DiagnosticReport>()
  // Nobody may be waiting when it closes.
  promise.catch(() => {})
  const close = () => reject(new TuningEnded('The tuning stopped.'))
  return {
    report: promise,
    openWith(report, stops) {
      report.then((made) => {
        const nothingToDo = made.metrics.score === null || findAllCorrect(made.metrics) !== undefined
        if (nothingToDo || stops.reason()) close()
        else resolve(made)
      }, reject)
    },
    close,
  }
}
