import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { TuneResult } from '../../core/tune-result.ts'

/** Where a run keeps the answers that it has paid for, in its folder. */
export const callsFile = 'calls.jsonl'

/**
 * Can a run that has come to a result be taken up again? One that was interrupted, or ended for want of budget or of a model, and one
 * whose better prompt was not to be written yet.
 */
export function canGoOn({ stop, written, out, pending, dryRun, best }: TuneResult): boolean {
  if (written || out !== undefined) return false
  if (['interrupted', 'budget', 'errors'].includes(stop.code)) return true
  return pending === true || (dryRun === true && best > 0)
}

/** The result has been seen: answers that nobody will ask for again are thrown away. */
export async function endRun(result: TuneResult, root: string): Promise<void> {
  if (!canGoOn(result)) await rm(join(resolve(root, result.folder), callsFile), { force: true })
}
