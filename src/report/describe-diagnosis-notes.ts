import type { TuneIteration } from '../core/tune-result.ts'

/** Notes that are shown; the others stand in the run's result. */
const mostShown = 3

/**
 * What the diagnoses of a tuning went without, such as a critic that could not be asked: each note with the iterations whose report
 * has it. Revisions that were dropped without a diagnosis say nothing here.
 */
export function describeDiagnosisNotes(iterations: readonly TuneIteration[]): string[] {
  const seen = new Map<string, number[]>()
  for (const { iteration, undiagnosed, report } of iterations) {
    if (undiagnosed) continue
    for (const note of report.notes) seen.set(note, [...(seen.get(note) ?? []), iteration])
  }
  const told = [...seen].map(([note, where]) => `Diagnosis of ${describeIterations(where)}: ${note}`)
  const more = told.length - mostShown
  return more > 0
    ? [
        ...told.slice(0, mostShown),
        `${more} more ${more === 1 ? 'note' : 'notes'} on diagnoses: see result.json.`,
      ]
    : told
}

function describeIterations(iterations: readonly number[]): string {
  const [first, ...others] = iterations
  if (others.length === 0) return `iteration ${first}`
  return others.length < 3
    ? `iterations ${iterations.join(', ')}`
    : `${iterations.length} iterations from ${first} on`
}
