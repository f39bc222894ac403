import type { DiagnosticReport } from '../../core/diagnosis.ts'
import type { MemoryEntry } from './memory.ts'

const compared = ['score', 'passRate', 'brier', 'formatErrorRate'] as const

type Change = Readonly<Record<(typeof compared)[number], number | null>>

/** How the report at hand stands to the ones before, on the optimization set: later minus earlier. */
export interface Progress {
  readonly sincePrevious: { readonly iteration: number } & Change
  readonly sinceBest: { readonly iteration: number } & Change
  /** Revisions in a row, the one at hand included, whose score is not above the best before them. */
  readonly revisionsWithoutGain: number
}

/** `undefined` for the first report. */
export function summarizeProgress(
  { metrics }: Pick<DiagnosticReport, 'metrics'>,
  earlier: readonly MemoryEntry[],
): Progress | undefined {
  const previous = earlier.at(-1)
  if (!previous) return undefined
  const best = earlier.reduce((top, entry) => (scoreOf(entry) > scoreOf(top) ? entry : top))
  const change = (entry: MemoryEntry) => ({
    iteration: entry.iteration,
    ...changeFrom(entry.metrics, metrics),
  })
  return {
    sincePrevious: change(previous),
    sinceBest: change(best),
    revisionsWithoutGain: scoreOf({ metrics }) > scoreOf(best) ? 0 : previous.iteration + 1 - best.iteration,
  }
}

function changeFrom(before: MemoryEntry['metrics'], now: MemoryEntry['metrics']): Change {
  const difference = (name: (typeof compared)[number]) => {
    const [old, fresh] = [before[name], now[name]]
    return old === null || fresh === null ? null : round(fresh - old)
  }
  return {
    score: difference('score'),
    passRate: difference('passRate'),
    brier: difference('brier'),
    formatErrorRate: difference('formatErrorRate'),
  }
}

function scoreOf({ metrics }: Pick<MemoryEntry, 'metrics'>): number {
  return metrics.score ?? Number.NEGATIVE_INFINITY
}

/** Without the noise of subtracting fractions. */
function round(value: number): number {
  return Number(value.toFixed(6))
}
