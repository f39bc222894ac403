import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type JournalEvent, journalEventSchema } from '../journal-event.ts'

/** The events of a run's journal, up to the first line that is torn or unknown; none when there is no journal. */
export async function readJournal(folder: string): Promise<JournalEvent[]> {
  const text = await readFile(join(folder, 'journal.jsonl'), 'utf8').catch(() => '')
  const events: JournalEvent[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const event = readEvent(line)
    if (!event) break
    events.push(event)
  }
  return events
}

/** Was a run killed before its journal held anything? */
export async function isBlank(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'journal.jsonl'), 'utf8').catch(() => '')
  return !text.includes('\n')
}

function readEvent(line: string): JournalEvent | undefined {
  try {
    return journalEventSchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
