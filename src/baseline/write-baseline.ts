import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { RetuneError, retuneError } from '../core/errors.ts'
import { readTextFile } from '../core/read-text-file.ts'
import type { SuiteReport } from '../core/run-report.ts'
import { type AcceptMode, acceptResults } from './accept-results.ts'
import { type BaselineSettings, locateBaseline } from './locate-baseline.ts'
import { type BaselineFile, readBaselineFile } from './read-baseline-file.ts'
import { renderBaseline } from './render-baseline.ts'

export interface WrittenBaseline {
  /** The file, from the project root where it lies in it. */
  readonly file: string
  /** How many cases it holds. */
  readonly cases: number
  /** False when it said the same before. */
  readonly changed: boolean
}

/**
 * Accepts the results of a suite: writes them where its baseline stands, so that a reader sees the old text or the new one. The
 * command line's `--baseline` only says what to compare with. A broken file is replaced by a whole run.
 *
 * @returns `undefined` when baselines are off for the suite, and where no case was judged that could be its first
 * @throws RetuneError BASELINE_OCCUPIED where the file holds something else, BASELINE_PART_OF_BROKEN
 */
export async function writeBaseline(
  report: SuiteReport,
  mode: AcceptMode,
  settings: Omit<BaselineSettings, 'flag'>,
): Promise<WrittenBaseline | undefined> {
  const suite = report.name
  const place = await locateBaseline(suite, settings)
  if (!place) return undefined
  const { path, name } = place
  const file = await readUnlessBroken(path, name)
  const whole = !report.partial && mode === 'all'
  if (file === 'broken' && !whole)
    throw retuneError('BASELINE_PART_OF_BROKEN', { suite }, { at: { file: name } })
  const before = file === 'broken' ? undefined : file
  const held = before && heldBy(before, suite)
  if (held !== undefined) throw retuneError('BASELINE_OCCUPIED', { suite, held }, { at: { file: name } })
  const baseline = acceptResults(report, before?.type === 'baseline' ? before.baseline : undefined, mode)
  const cases = Object.keys(baseline.cases).length
  if (file === undefined && cases === 0) return undefined
  const changed = await replaceText(path, renderBaseline(baseline))
  return { file: name, cases, changed }
}

async function readUnlessBroken(path: string, name: string): Promise<BaselineFile | 'broken' | undefined> {
  try {
    return await readBaselineFile(path, name)
  } catch (error) {
    const broken = error instanceof RetuneError && error.code !== 'BASELINE_UNREADABLE'
    if (broken) return 'broken'
    throw error
  }
}

/** What else the file holds than this suite's baseline. */
function heldBy(file: BaselineFile, suite: string): string | undefined {
  if (file.type === 'run') return 'the report of a run'
  return file.baseline.suite === suite ? undefined : `the baseline of "${file.baseline.suite}"`
}

async function replaceText(path: string, text: string): Promise<boolean> {
  const now = await readTextFile(path)
  if (now.status === 'ok' && now.text === text) return false
  const temporary = `${path}.${randomUUID()}.tmp`
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(temporary, text)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  return true
}
