import { z } from 'zod'
import type { Baseline } from '../core/baseline.ts'
import { caseResultSchema } from '../core/case-result.ts'
import { metricsSchema } from '../core/metrics.ts'
import { runReportSchema, suiteReportSchema } from '../core/run-report.ts'
import { type TopicHistory, topicHistorySchema } from '../core/topic-history.ts'
import { usageByRoleSchema } from '../core/usage.ts'

/** What can be known later of a suite's topics, and of what it took: the part of its report that tells. */
const suiteTopicsSchema = suiteReportSchema.pick({ name: true, partial: true }).extend({
  metrics: metricsSchema.pick({ failed: true }).extend({ usage: metricsSchema.shape.usage.optional() }),
  sensitivity: z.object({ usage: usageByRoleSchema }).optional(),
  diagnosis: topicHistorySchema.extend({ usage: usageByRoleSchema.optional() }).optional(),
})

/** The topics of a run, without its results. */
export const runTopicsSchema = runReportSchema.pick({ schema: true, earlier: true }).extend({
  suites: z.array(suiteTopicsSchema),
})

export type RunTopics = z.output<typeof runTopicsSchema>

/** The part of a run's report that another run is compared with. */
export const comparableRunSchema = runTopicsSchema.extend({
  suites: z.array(
    suiteTopicsSchema.extend({
      prompt: suiteReportSchema.shape.prompt,
      results: z.array(caseResultSchema.pick({ id: true, verdict: true, score: true, confidence: true })),
    }),
  ),
})

export type ComparableRun = z.output<typeof comparableRunSchema>

/** What a run found, as a baseline: that of its suite of this name, where it has one. */
export function baselineOfRun(run: ComparableRun, suite: string): Baseline | undefined {
  const report = run.suites.find(({ name }) => name === suite)
  if (!report) return undefined
  const history = historyOf(suite, run)
  return {
    schema: 'prompt-retune/baseline@1',
    suite,
    ...(report.prompt ? { prompt: report.prompt } : {}),
    cases: Object.fromEntries(report.results.map(({ id, ...result }) => [id, result])),
    ...(history ? { history } : {}),
  }
}

/** The topics of a suite's last whole run; `undefined` when there was none, or none with a diagnosis. */
export function historyOf(suite: string, run: RunTopics | undefined): TopicHistory | undefined {
  const last = run?.suites.find(({ name }) => name === suite)
  return (last && wholeHistory(last)) ?? run?.earlier?.[suite]
}

/** A whole run without a failed case has no topics; one whose failures were not diagnosed tells nothing. */
export function wholeHistory({
  partial,
  metrics,
  diagnosis,
}: RunTopics['suites'][number]): TopicHistory | undefined {
  if (partial) return undefined
  if (!diagnosis) return metrics.failed === 0 ? { topics: [], embedder: '' } : undefined
  const { topics, embedder } = diagnosis
  return { topics, embedder }
}

/** The topics that were accepted with a baseline; `undefined` when its failures were not diagnosed. */
export function topicsBefore({ cases, history }: Baseline): TopicHistory | undefined {
  if (history) return history
  const failed = Object.values(cases).some(({ verdict }) => verdict === 'failed')
  return failed ? undefined : { topics: [], embedder: '' }
}
