import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { historyOf, type RunTopics, runTopicsSchema, wholeHistory } from '../baseline/baseline-of-run.ts'
import { compareText } from '../core/compare-text.ts'
import { readLines } from '../core/read-lines.ts'
import type { RunReport, SuiteReport } from '../core/run-report.ts'

/** Where a run leaves its report, in `.prompt-retune/`. */
export const lastRunFile = 'last-run.json'

/** The run before, as `last-run.json` tells it; `undefined` when there is none, or none that can be read. */
export async function readLastRun(root: string): Promise<RunTopics | undefined> {
  try {
    const text = await readWithoutResults(join(root, '.prompt-retune', lastRunFile))
    return runTopicsSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** The text without the results of the suites, which stand on lines of their own: they may be most of a hundred megabytes. */
async function readWithoutResults(file: string): Promise<string> {
  const kept: string[] = []
  let skipping = false
  for await (const line of readLines(createReadStream(file))) {
    if (skipping && /^ {6}\],?$/.test(line)) skipping = false
    if (!skipping) kept.push(line)
    if (line === '      "results": [') skipping = true
  }
  return kept.join('\n')
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
