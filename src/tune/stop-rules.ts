import type { CaseResult } from '../core/case-result.ts'
import type { Metrics } from '../core/metrics.ts'
import type { Gate, TuneOptions } from '../core/options.ts'
import type { Stop } from '../core/tune-result.ts'
import { computeMetrics } from '../evaluate/compute-metrics.ts'
import { judgeGate } from '../evaluate/gate/judge-gate.ts'
import type { Measured } from './measured.ts'
import { revisionsOf } from './schedule.ts'

export const interrupted: Stop = {
  code: 'interrupted',
  reason: 'The tuning was interrupted; the prompt file is as it was.',
}

/** Was a set of cases not judged at all? Then there is nothing to learn or to select by. */
export function findUnjudged({
  optimization,
  dev,
}: Pick<Measured, 'optimization' | 'dev'>): Stop | undefined {
  for (const [name, { metrics, results, racedOut }] of Object.entries({ optimization, dev })) {
    if (metrics.score !== null || racedOut) continue
    return { code: 'errors', reason: `No ${name} case could be judged: ${whyUnjudged(results)}` }
  }
  return undefined
}

function whyUnjudged(results: readonly CaseResult[]): string {
  const error = results.find((result) => result.error !== undefined)?.error
  if (!error) return 'the scorers scored none of them.'
  const count = results.filter((result) => result.error !== undefined).length
  return `${count} of ${results.length} ended with an error, the first with ${error.kind}: ${error.message}`
}

/** Is there nothing left to fix in the optimization set? */
export function findAllCorrect(metrics: Metrics): Stop | undefined {
  if (metrics.failed > 0 || metrics.passed === 0) return undefined
  const open = metrics.errored > 0 ? ` (${metrics.errored} could not be judged)` : ''
  return {
    code: 'all-correct',
    reason: `Nothing is left to fix: all ${metrics.passed} optimization cases pass${open}.`,
  }
}

/** Does the prompt meet its gate already, on dev and on optimization and dev together? */
export function findPassing({ optimization, dev }: Measured, gate: Gate | undefined): Stop | undefined {
  const results = [...optimization.results, ...dev.results]
  const all = judgeGate(computeMetrics(results), gate, results)
  if (!all.passed || !judgeGate(dev.metrics, gate, dev.results).passed) return undefined
  return { code: 'already-passing', reason: `The suite passes already: ${all.reason}.` }
}

interface Progress {
  readonly iteration: number
  /** Iterations since the last improvement. */
  readonly streak: number
}

/** Does the tuning end after this iteration? `streak` counts iterations without an improvement on dev. */
export function findLimit({ iteration, streak }: Progress, options: TuneOptions): Stop | undefined {
  if (streak >= options.patience) {
    const times = streak === 1 ? 'The last revision' : `The last ${streak} revisions`
    return { code: 'patience', reason: `${times} did not improve the objective on dev.` }
  }
  return findLastRevision(iteration, options)
}

/** Has the last revision that is allowed been tried? */
export function findLastRevision(iteration: number, options: TuneOptions): Stop | undefined {
  const most = revisionsOf(options)
  if (iteration < most) return undefined
  const reason =
    most === 1
      ? 'The one revision that was allowed has been tried.'
      : `All ${most} revisions that were allowed have been tried.`
  return { code: 'iterations', reason }
}
