import { rename, writeFile } from 'node:fs/promises'
import { messageOf, retuneError } from '../core/errors.ts'

/**
 * Writes a file of a run's folder: all of it or nothing.
 *
 * @throws RetuneError `TUNE_JOURNAL_FAILED`
 */
export async function keepFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.part`, text)
    await rename(`${path}.part`, path)
  } catch (thrown) {
    throw retuneError('TUNE_JOURNAL_FAILED', { path, problem: messageOf(thrown) }, { cause: thrown })
  }
}
