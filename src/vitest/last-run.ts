import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { compareText } from '../core/compare-text.ts'
import { metricsSchema } from '../core/metrics.ts'
import { type RunReport, runReportSchema, type SuiteReport, suiteReportSchema } from '../core/run-report.ts'
import { type TopicHistory, topicHistorySchema } from '../core/topic-history.ts'

/** Where a run leaves its report, in `.prompt-retune/`. */
export const lastRunFile = 'last-run.json'

/** What the next run wants to know of a run: its topics, without the results. */
const lastRunSchema = runReportSchema.pick({ schema: true, earlier: true }).extend({
  suites: z.array(
    suiteReportSchema.pick({ name: true, partial: true }).extend({
      metrics: metricsSchema.pick({ failed: true }),
      diagnosis: topicHistorySchema.optional(),
    }),
  ),
})

export type LastRun = z.output<typeof lastRunSchema>

/** The run before, as `last-run.json` tells it; `undefined` when there is none, or none that can be read. */
export async function readLastRun(root: string): Promise<LastRun | undefined> {
  try {
    const text = await readFile(join(root, '.prompt-retune', lastRunFile), 'utf8')
    return lastRunSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** The topics of a suite's last whole run; `undefined` when there was none, or none with a diagnosis. */
export function historyOf(suite: string, lastRun: LastRun | undefined): TopicHistory | undefined {
  const last = lastRun?.suites.find(({ name }) => name === suite)
  return (last && wholeHistory(last)) ?? lastRun?.earlier?.[suite]
}

/** What the next run cannot learn from these suites, because they ran in part or not at all. */
export function carryHistory(
  suites: readonly SuiteReport[],
  lastRun: LastRun | undefined,
): RunReport['earlier'] {
  if (!lastRun) return undefined
  const whole = new Set(suites.filter(wholeHistory).map(({ name }) => name))
  const names = new Set([...lastRun.suites.map(({ name }) => name), ...Object.keys(lastRun.earlier ?? {})])
  const carried = [...names].sort(compareText).flatMap((name) => {
    const history = whole.has(name) ? undefined : historyOf(name, lastRun)
    return history && history.topics.length > 0 ? [[name, history] as const] : []
  })
  return carried.length > 0 ? Object.fromEntries(carried) : undefined
}

/** A whole run without a failed case has no topics; one whose failures were not diagnosed tells nothing. */
function wholeHistory({ partial, metrics, diagnosis }: LastRun['suites'][number]): TopicHistory | undefined {
  if (partial) return undefined
  return diagnosis ?? (metrics.failed === 0 ? { topics: [], embedder: '' } : undefined)
}
