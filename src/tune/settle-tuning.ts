import { appendFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { toJson } from '../core/json.ts'
import { createRedactor, type Redactor } from '../core/redaction/create-redactor.ts'
import type { TuneResult } from '../core/tune-result.ts'
import { parsePrompt } from '../prompt/parse-prompt.ts'
import { journalEventSchema } from './journal-event.ts'
import { keepResult } from './keep-result.ts'
import { placeTuned } from './place-tuned.ts'

/** What the user wants of a tuning whose writing was held back. */
export interface Settlement {
  /** The project root, absolute. */
  readonly root: string
  /** May the tuned prompt be written? */
  readonly accepted: boolean
  /** The prompts as they are, where the run's folder has them without their secrets. */
  readonly prompts?: Pick<TuneResult, 'before' | 'after'> | undefined
  /** The tuned prompt as the user changed it. */
  readonly source?: string | undefined
  /** Another file for it than the prompt file, absolute or from the root. */
  readonly out?: string | undefined
  /** Takes secrets out of what is left in the run's folder. Default: by the environment as it is. */
  readonly redactor?: Redactor | undefined
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
  { root, accepted, prompts = result, source, out, redactor = createRedactor() }: Settlement,
): Promise<{ result: TuneResult; problem?: string }> {
  const folder = resolve(root, result.folder)
  const save = async (settled: TuneResult) => {
    await keepResult(folder, settled, redactor)
    return settled
  }
  if (!accepted) return { result: await save({ ...result, declined: true }) }

  const edited = source !== undefined && source !== prompts.after
  const tuned = parsePrompt(edited ? source : prompts.after, result.promptFile)
  const event = journalEventSchema.parse({ type: 'write', promptHash: tuned.hash, gate: result.gate })
  await appendFile(join(folder, 'journal.jsonl'), `${JSON.stringify(redactor.json(toJson(event)))}\n`)
  const promptFile = resolve(root, result.promptFile)
  const place = { root, promptFile, before: prompts.before, out }
  const { problem, ...placed } = await placeTuned(tuned, place)
  const changed = edited ? { edited, after: redactor.text(source) } : {}
  const settled = await save({ ...result, ...placed, ...changed })
  return problem === undefined ? { result: settled } : { result: settled, problem }
}
