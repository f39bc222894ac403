import type { Case } from '../../core/case.ts'
import type { CaseResult } from '../../core/case-result.ts'
import type { DiagnosticReport } from '../../core/diagnosis.ts'
import type { Metrics } from '../../core/metrics.ts'
import { noUsage } from '../../core/usage.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import type { Evaluation } from '../evaluation.ts'
import type { Measured } from '../measured.ts'
import { withoutMeans } from '../race/without-means.ts'
import type { RunContext } from '../run-context.ts'
import type { Trial } from './trial.ts'

interface Told {
  /** Absent when it was given up undiagnosed. */
  readonly report: DiagnosticReport | undefined
  readonly racedOut?: boolean
}

/** What is known of a prompt on trial, in the form of a measurement. */
export function measureTrial(
  trial: Trial,
  { report, racedOut = false }: Told,
  { input, objective }: RunContext,
): Measured {
  const { prompt, length } = trial
  const optimization = evaluationOf(input.cases.optimization, trial.results('optimization'))
  const onDev = evaluationOf(input.cases.dev, trial.results('dev'))
  const dev = racedOut ? { ...onDev, metrics: withoutMeans(onDev.metrics), racedOut } : onDev
  return {
    prompt,
    length,
    optimization,
    dev,
    report: report ?? undiagnosed(optimization.metrics),
    objective: objective(dev.metrics, length),
  }
}

/** In the order of the dataset. */
function evaluationOf(rows: readonly Case[], known: readonly CaseResult[]): Evaluation {
  const byId = new Map(known.map((result) => [result.id, result]))
  const results = rows.flatMap(({ id }) => byId.get(id) ?? [])
  return { metrics: computeMetrics(results), results, whole: true }
}

function undiagnosed(metrics: Metrics): DiagnosticReport {
  return {
    schema: 'prompt-retune/diagnostic@1',
    metrics,
    topics: [],
    other: { diagnoses: 0, caseIds: [] },
    gone: [],
    formatErrors: {},
    critiqued: 0,
    mechanical: 0,
    cost: { critiques: noUsage, embeddings: noUsage, topics: noUsage, assignments: noUsage, reused: 0 },
    embedder: 'local',
    usage: {},
    notes: ['It fell too far behind on its first rows to be diagnosed.'],
  }
}
