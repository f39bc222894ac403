import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { tuneResultSchema } from '../../core/tune-result.ts'
import { relativePath } from '../relative-path.ts'
import { readJournalRun } from './read-journal-run.ts'
import type { RecordedRun } from './recorded-run.ts'

/** Every recorded run that made another prompt of its seed, newest first; what cannot be read is passed over. */
export async function readRuns(root: string, stateDir: string): Promise<RecordedRun[]> {
  const runs = join(resolve(root, stateDir), 'runs')
  const found: RecordedRun[] = []
  for (const suite of await namesIn(runs)) {
    for (const number of await namesIn(join(runs, suite))) {
      const run = await readRun(root, join(runs, suite, number), `${suite}/${number}`)
      if (run && run.best > 0 && run.before !== run.after) found.push(run)
    }
  }
  return found.sort((a, b) => b.ended - a.ended || (a.run < b.run ? 1 : -1))
}

async function readRun(root: string, folder: string, run: string): Promise<RecordedRun | undefined> {
  const kept = relativePath(root, join(folder, 'tuned.prompt.md'))
  const result = await readResult(join(folder, 'result.json'))
  if (!result) return readJournalRun(folder, run, kept)
  const { suite, promptFile, before, after, best, iterations, written, out } = result.value
  return {
    run,
    suite,
    promptFile,
    files: [promptFile, ...(out === undefined ? [] : [out]), kept],
    before,
    after,
    best,
    iterations,
    written: written || out !== undefined,
    ended: result.ended,
  }
}

async function readResult(file: string) {
  try {
    const read = tuneResultSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return read.success ? { value: read.data, ended: (await stat(file)).mtimeMs } : undefined
  } catch {
    return undefined
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort()
}
