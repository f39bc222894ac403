import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { historyOf, type RunTopics, runTopicsSchema, wholeHistory } from '../baseline/baseline-of-run.ts'
import { compareText } from '../core/compare-text.ts'
import type { RunReport, SuiteReport } from '../core/run-report.ts'

/** Where a run leaves its report, in `.prompt-retune/`. */
export const lastRunFile = 'last-run.json'

/** The run before, as `last-run.json` tells it; `undefined` when there is none, or none that can be read. */
export async function readLastRun(root: string): Promise<RunTopics | undefined> {
  try {
    const text = await readFile(join(root, '.prompt-retune', lastRunFile), 'utf8')
    return runTopicsSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** What the next run cannot learn from these suites, because they ran in part or not at all. */
export function carryHistory(
  suites: readonly SuiteReport[],
  lastRun: RunTopics | undefined,
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
