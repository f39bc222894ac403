import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, retuneError } from '../core/errors.ts'
import { type JournalEvent, journalEventSchema } from './journal-event.ts'
import { createRunFolder } from './run-folder.ts'

export interface Journal {
  /** The folder of the run, absolute. */
  readonly folder: string
  /**
   * Resolves when the event is on disk; events keep the order of the calls.
   *
   * @throws RetuneError `TUNE_JOURNAL_FAILED`
   */
  append(event: JournalEvent): Promise<void>
  close(): Promise<void>
}

/**
 * Opens `journal.jsonl` in a new folder for this run.
 *
 * @throws RetuneError `TUNE_JOURNAL_FAILED`
 */
export async function openJournal(stateDir: string, suite: string): Promise<Journal> {
  const failed = (path: string) => (thrown: unknown) => {
    throw retuneError('TUNE_JOURNAL_FAILED', { path, problem: messageOf(thrown) }, { cause: thrown })
  }
  const folder = await createRunFolder(stateDir, suite).catch(failed(stateDir))
  const path = join(folder, 'journal.jsonl')
  const file = await open(path, 'ax').catch(failed(path))
  let last: Promise<void> = Promise.resolve()

  return {
    folder,
    append(event) {
      const line = `${JSON.stringify(journalEventSchema.parse(event))}\n`
      const written = last.then(async () => {
        await file.appendFile(line)
        await file.datasync()
      })
      last = written.catch(() => {})
      return written.catch(failed(path))
    },
    async close() {
      await last
      await file.close()
    },
  }
}
