import { type FileHandle, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '../core/canonical-hash.ts'
import { messageOf, retuneError } from '../core/errors.ts'
import { toJson } from '../core/json.ts'
import { createRedactor, type Redactor } from '../core/redaction/create-redactor.ts'
import { type JournalEvent, journalEventSchema } from './journal-event.ts'

export interface Journal {
  /** The folder of the run, absolute. */
  readonly folder: string
  /**
   * Resolves when the event is written, so that it outlives the process; events keep the order of the calls.
   *
   * @throws RetuneError `TUNE_JOURNAL_FAILED`
   */
  append(event: JournalEvent): Promise<void>
  close(): Promise<void>
}

/** Events that outlive the machine too, whose disk may be slow: a revision should not wait for it. */
const lasting: ReadonlySet<JournalEvent['type']> = new Set(['start', 'stop', 'write'])

/**
 * Opens `journal.jsonl` in the folder of a run.
 *
 * A resumed run appends all its events again from the first one, and none is doubled: as long as they are those that stand
 * there, nothing is written. With the first new one the journal is replaced, by way of a temporary file, by what has been
 * appended so far, and grows from there. So it is whole at any instant, and what the resumed run did not come back to (the
 * stop of an interrupted one, say) is gone.
 *
 * @param past what stands in the journal
 * @param redactor takes secrets out of every event
 * @throws RetuneError `TUNE_JOURNAL_FAILED`
 */
export async function openJournal(
  folder: string,
  past: readonly JournalEvent[] = [],
  redactor: Redactor = createRedactor(),
): Promise<Journal> {
  const path = join(folder, 'journal.jsonl')
  const failed = (thrown: unknown): never => {
    throw retuneError('TUNE_JOURNAL_FAILED', { path, problem: messageOf(thrown) }, { cause: thrown })
  }
  // The first event of a run says what is tuned; that it is the same was seen to before.
  const [start, ...rest] = past
  const expected = countAll(rest.map(identify))
  const again: string[] = []
  let file: FileHandle | undefined = start ? undefined : await open(path, 'w').catch(failed)
  let last: Promise<void> = Promise.resolve()

  async function write(event: JournalEvent): Promise<void> {
    const line = `${JSON.stringify(event)}\n`
    if (file) {
      await file.appendFile(line)
    } else {
      again.push(line)
      if (event.type === 'start' || take(expected, identify(event))) return
      file = await open(`${path}.part`, 'w')
      await file.appendFile(again.join(''))
      await file.datasync()
      await rename(`${path}.part`, path)
    }
    if (lasting.has(event.type)) await file.datasync()
  }

  return {
    folder,
    append(event) {
      const checked = redactEvent(event, redactor)
      const written = last.then(() => write(checked))
      last = written.catch(() => {})
      return written.catch(failed)
    },
    async close() {
      await last
      await file?.close()
    },
  }
}

/** Texts alone change, so that an event stays one. */
function redactEvent(event: JournalEvent, redactor: Redactor): JournalEvent {
  return journalEventSchema.parse(redactor.json(toJson(event)))
}

function identify(event: JournalEvent): string {
  return canonicalJson(event)
}

function countAll(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

function take(counts: Map<string, number>, text: string): boolean {
  const count = counts.get(text) ?? 0
  counts.set(text, count - 1)
  return count > 0
}
