import { join } from 'node:path'
import { isRecord, toJson } from '../core/json.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'
import type { TuneResult } from '../core/tune-result.ts'
import { keepFile } from './keep-file.ts'

/**
 * Writes `result.json` of a run's folder, without secrets. Paths stay as they are.
 *
 * @param folder absolute
 * @throws RetuneError `TUNE_JOURNAL_FAILED`
 */
export async function keepResult(folder: string, result: TuneResult, redactor: Redactor): Promise<void> {
  const { promptFile, folder: place, out } = result
  const plain = redactor.json(toJson(result))
  const kept = isRecord(plain)
    ? { ...plain, promptFile, folder: place, ...(out === undefined ? {} : { out }) }
    : plain
  await keepFile(join(folder, 'result.json'), `${JSON.stringify(kept, null, 2)}\n`)
}
