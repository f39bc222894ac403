import type { PromptBlame } from '../../core/prompt-blame.ts'
import { relativePath } from '../relative-path.ts'
import { blameLines, countChanges } from './blame-lines.ts'
import { readRuns } from './read-runs.ts'
import type { RecordedRun } from './recorded-run.ts'
import { byHand, traceRun, type Version } from './trace-run.ts'

/** The file to explain, and where its tunings are recorded. */
export interface BlameInput {
  /** The project root, absolute. */
  readonly root: string
  /** Relative to the root, or absolute. */
  readonly stateDir: string
  /** Absolute. */
  readonly file: string
  /** What stands in it. */
  readonly text: string
}

/**
 * Tells for each line of a prompt file which tuning, iteration and failure topic it came from, following the recorded tunings from
 * what stands in the file back to the text before the first of them.
 *
 * @returns nothing when no recorded tuning has to do with the file
 */
export async function blamePrompt({
  root,
  stateDir,
  file,
  text,
}: BlameInput): Promise<PromptBlame | undefined> {
  const name = relativePath(root, file)
  const versions: Version[] = []
  let runs = await readRuns(root, stateDir)
  let place = name
  let oldest = text
  let known = false
  for (;;) {
    const made = findMaker(runs, place, oldest)
    const run = made ?? findTuned(runs, place, oldest) ?? findAlike(runs, place, oldest)
    if (!run) break
    known = true
    runs = runs.slice(runs.indexOf(run) + 1)
    if (run.before === oldest) continue
    versions.unshift(...traceRun(run), ...(made ? [] : [byHand(oldest, run.run)]))
    oldest = run.before
    place = run.promptFile
  }
  if (!known) return undefined
  return { schema: 'prompt-retune/blame@1', file: name, lines: blameLines(oldest, versions) }
}

/** The run that made this text. */
function findMaker(runs: readonly RecordedRun[], file: string, text: string): RecordedRun | undefined {
  return runs.find(({ files, after }) => files.includes(file) && after === text)
}

/** The run that had this text as its seed: the prompt was put back since, and only older runs matter. */
function findTuned(runs: readonly RecordedRun[], file: string, text: string): RecordedRun | undefined {
  return runs.find(({ promptFile, before }) => promptFile === file && before === text)
}

/** Of the runs that wrote the file, the one that wrote the most alike text: a person has edited it since. */
function findAlike(runs: readonly RecordedRun[], file: string, text: string): RecordedRun | undefined {
  return runs
    .filter(({ files, written }) => written && files.includes(file))
    .map((run) => ({ run, changes: countChanges(run.after, text) }))
    .sort((a, b) => a.changes - b.changes)[0]?.run
}
