import type { CaseResult } from '../../core/case-result.ts'
import { computeMetrics } from '../../evaluate/compute-metrics.ts'
import { journalEvaluation, openRows } from '../ask-rows.ts'
import type { Evaluation } from '../evaluation.ts'
import type { Measured } from '../measured.ts'
import type { RunContext } from '../run-context.ts'
import type { Contender } from '../select-prompt.ts'
import { runRace } from './run-race.ts'
import { withoutMeans } from './without-means.ts'

interface Racing {
  readonly iteration: number
  readonly challenger: Pick<Contender, 'prompt' | 'length'>
  readonly best: Measured
  /** The challenger on optimization: what is known of it tells something of its chances on dev. */
  readonly optimizing: Promise<Evaluation>
}

/** Evaluates a prompt on dev, to the end or until it has no chance any more to beat the best one. */
export async function raceDev(
  { iteration, challenger, best, optimizing }: Racing,
  context: RunContext,
): Promise<Evaluation> {
  const { input, objective } = context
  const { dev } = input.cases
  const evaluating = { prompt: challenger.prompt, split: 'dev', iteration } as const
  const ask = openRows(evaluating, context)
  const optimization = await optimizing
  const stopped = { metrics: computeMetrics([]), results: [], whole: false }
  if (!optimization.whole) return stopped
  const cut: CaseResult[] = []
  const { results, end } = await runRace(
    { challenger, best, seed: input.prompt, objective, weights: input.objective },
    {
      rows: dev,
      elsewhere: { challenger: optimization.results, best: best.optimization.results },
      seed: input.options.seed,
      async ask(rows) {
        const asked = await ask(rows)
        if (asked.whole) return asked.results
        cut.push(...asked.results)
        return undefined
      },
    },
  )
  if (end === 'stopped') return { ...stopped, results: [...results, ...cut] }
  const byId = new Map(results.map((result) => [result.id, result]))
  const inOrder = dev.flatMap(({ id }) => byId.get(id) ?? [])
  const metrics = computeMetrics(inOrder)
  const evaluation =
    end === 'out'
      ? { metrics: withoutMeans(metrics), results: inOrder, whole: true, racedOut: true }
      : { metrics, results: inOrder, whole: true }
  await journalEvaluation(evaluating, evaluation, context)
  return evaluation
}
