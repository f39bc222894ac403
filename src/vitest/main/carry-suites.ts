import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunReport, runReportSchema, type SuiteReport } from '../../core/run-report.ts'
import { lastRunFile } from '../last-run.ts'

/** The suites of the last run that a rerun of a part left out altogether: they stand as they were, where they tell as much. */
export async function carrySuites(
  root: string,
  { suites, report }: Pick<RunReport, 'suites' | 'report'>,
): Promise<SuiteReport[]> {
  try {
    const read: unknown = JSON.parse(await readFile(join(root, '.prompt-retune', lastRunFile), 'utf8'))
    const last = runReportSchema.safeParse(read).data
    if (!last || last.report !== report) return []
    const ran = new Set(suites.map(({ name }) => name))
    return last.suites.filter(({ name }) => !ran.has(name))
  } catch {
    // There was no last run.
    return []
  }
}
