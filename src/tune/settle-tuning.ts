import { appendFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { TuneResult } from '../core/tune-result.ts'
import { parsePrompt } from '../prompt/parse-prompt.ts'
import { journalEventSchema } from './journal-event.ts'
import { keepFile } from './keep-file.ts'
import { placeTuned } from './place-tuned.ts'

/** What the user wants of a tuning whose writing was held back. */
export interface Settlement {
  /** The project root, absolute. */
  readonly root: string
  /** May the tuned prompt be written? */
  readonly accepted: boolean
  /** The tuned prompt as the user changed it. */
  readonly source?: string | undefined
  /** Another file for it than the prompt file, absolute or from the root. */
  readonly out?: string | undefined
}

/**
 * Ends a tuning that was held back: writes the tuned prompt if it was accepted, and notes in journal and result what became of
 * it.
 *
 * @param result as it was left in its run's folder, with `pending`
 * @returns the result as it stands in the folder now, and what stood in the way of writing
 * @throws RetuneError `TUNE_JOURNAL_FAILED`, or what is wrong with a changed prompt
 */
export async function settleTuning(
  { pending: _, ...result }: TuneResult,
  { root, accepted, source = result.after, out }: Settlement,
): Promise<{ result: TuneResult; problem?: string }> {
  const folder = resolve(root, result.folder)
  const save = async (settled: TuneResult) => {
    await keepFile(join(folder, 'result.json'), `${JSON.stringify(settled, null, 2)}\n`)
    return settled
  }
  if (!accepted) return { result: await save({ ...result, declined: true }) }

  const tuned = parsePrompt(source, result.promptFile)
  const event = journalEventSchema.parse({ type: 'write', promptHash: tuned.hash, gate: result.gate })
  await appendFile(join(folder, 'journal.jsonl'), `${JSON.stringify(event)}\n`)
  const promptFile = resolve(root, result.promptFile)
  const { problem, ...placed } = await placeTuned(tuned, { root, promptFile, before: result.before, out })
  const edited = source === result.after ? {} : { edited: true }
  const settled = await save({ ...result, ...placed, ...edited, after: source })
  return problem === undefined ? { result: settled } : { result: settled, problem }
}
