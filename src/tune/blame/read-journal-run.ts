import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type JournalEvent, journalEventSchema } from '../journal-event.ts'
import type { RecordedIteration, RecordedRun } from './recorded-run.ts'
import { tracePrompts } from './trace-prompts.ts'

/** A run that ended before it had a result, from its journal: only one that went as far as to write its prompt counts. */
export async function readJournalRun(
  folder: string,
  run: string,
  kept: string,
): Promise<RecordedRun | undefined> {
  const file = join(folder, 'journal.jsonl')
  const text = await readFile(file, 'utf8').catch(() => '')
  const events = text.split('\n').flatMap(readEvent)
  const start = events.find((event) => event.type === 'start')
  const write = events.findLast((event) => event.type === 'write')
  if (!start || !write) return undefined
  const iterations = gather(events, start.promptHash)
  const place = { before: start.source, promptFile: start.promptFile }
  const tuned = tracePrompts(place, iterations).find(({ prompt }) => prompt.hash === write.promptHash)
  if (!tuned) return undefined
  return {
    run,
    suite: start.suite,
    ...place,
    files: [start.promptFile, kept],
    after: tuned.prompt.source,
    best: tuned.recorded.iteration,
    iterations,
    written: true,
    ended: (await stat(file)).mtimeMs,
  }
}

function readEvent(line: string): JournalEvent[] {
  try {
    const read = journalEventSchema.safeParse(JSON.parse(line))
    return read.success ? [read.data] : []
  } catch {
    return []
  }
}

/** Events may stand twice, where a run was resumed: the later ones count. */
function gather(events: readonly JournalEvent[], seedHash: string): RecordedIteration[] {
  const byNumber = new Map<number, RecordedIteration>([[0, { iteration: 0, promptHash: seedHash }]])
  const add = (iteration: number, fields: Partial<RecordedIteration>) => {
    const known = byNumber.get(iteration) ?? { iteration, promptHash: '' }
    byNumber.set(iteration, { ...known, ...fields })
  }
  for (const event of events) {
    if (event.type === 'selection') add(event.iteration, { promptHash: event.promptHash })
    if (event.type === 'report') {
      // A prompt that the tuning went back to is diagnosed again in a later iteration.
      const own = [...byNumber.values()].find(({ promptHash }) => promptHash === event.promptHash)
      add(own?.iteration ?? event.iteration, { promptHash: event.promptHash, report: event.report })
    }
    if (event.type === 'decision' && event.decision.action === 'patch') {
      add(event.iteration + 1, { patch: event.decision.patch })
    }
  }
  return [...byNumber.values()].sort((a, b) => a.iteration - b.iteration)
}
