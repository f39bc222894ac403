import type { CaseResult } from '../../core/case-result.ts'
import type { DiagnosticReport } from '../../core/diagnosis.ts'
import type { CritiqueStore } from '../../diagnosis/critiques/critique-store.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import { openDiagnosis } from '../open-diagnosis.ts'
import type { RunContext } from '../run-context.ts'
import { pace } from './pace.ts'
import type { Trial } from './trial.ts'

interface PartToDiagnose {
  readonly trial: Trial
  readonly iteration: number
  /** Failures that are enough. */
  readonly failures: number
  /** The report on the prompt that it was revised from. */
  readonly previous: DiagnosticReport | undefined
  readonly critiques: CritiqueStore
}

/** A report on the first rows of the optimization set. */
export interface PartReport {
  readonly report: DiagnosticReport
  /** How many rows those are. */
  readonly rows: number
}

/**
 * Diagnoses a prompt on the first rows that hold enough failures, asking as many as that takes. `undefined` when the tuning was
 * stopped meanwhile.
 */
export async function diagnosePart(
  { trial, iteration, failures, previous, critiques }: PartToDiagnose,
  context: RunContext,
): Promise<PartReport | undefined> {
  const all = context.input.cases.optimization.length
  const diagnosis = openDiagnosis({ prompt: trial.prompt, iteration, previous, critiques }, context)
  const known = () => trial.results('optimization')
  let rows = 0
  for (
    let wanted = Math.min(pace.least, all);
    ;
    wanted = Math.min(all, wanted + nextRows(known(), failures))
  ) {
    if (!(await trial.ask('optimization', wanted, iteration))) return undefined
    const enough = enoughRows(known(), failures)
    for (const result of known().slice(rows, enough)) diagnosis.add(result)
    rows = enough
    if (rows < known().length || wanted >= all || countFailed(known()) >= failures) break
  }
  await trial.record('optimization', iteration)
  const report = await diagnosis.finish(computeMetrics(known().slice(0, rows)), true)
  await diagnosis.saved()
  return context.stops.reason() ? undefined : { report, rows }
}

/** The first rows that hold enough failures, or all that are known. */
function enoughRows(results: readonly CaseResult[], failures: number): number {
  let failed = 0
  for (const [index, { verdict }] of results.entries()) {
    if (verdict === 'failed') failed += 1
    if (failed >= failures && index + 1 >= pace.least) return index + 1
  }
  return results.length
}

/** As many rows as the missing failures are likely to take, at most as many again as are known. */
function nextRows(results: readonly CaseResult[], failures: number): number {
  const failed = countFailed(results)
  const likely = failed === 0 ? results.length : ((failures - failed) * results.length) / failed
  return Math.max(pace.wave, Math.min(results.length, Math.ceil(likely)))
}

export function countFailed(results: readonly CaseResult[]): number {
  return results.filter(({ verdict }) => verdict === 'failed').length
}
