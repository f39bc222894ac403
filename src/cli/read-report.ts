import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { messageOf, retuneError } from '../core/errors.ts'
import { type JsonValue, jsonSchema } from '../core/json.ts'
import { readTextFile } from '../core/read-text-file.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'
import { type RunReport, runReportSchema } from '../core/run-report.ts'

/** Megabytes: ten thousand cases with long texts have some dozens. */
const most = 100

/**
 * Reads the report of a run, which may come from anybody: it is checked against the schema, and whatever looks like a secret here is
 * taken out.
 *
 * @param file from `cwd`, which is absolute
 * @throws RetuneError CLI_REPORT_MISSING, CLI_REPORT_TOO_LARGE, CLI_REPORT_UNREADABLE
 */
export async function readReport(
  file: string,
  { cwd, redactor }: { readonly cwd: string; readonly redactor: Redactor },
): Promise<RunReport> {
  const path = resolve(cwd, file)
  const size = (await stat(path).catch(() => undefined))?.size ?? 0
  const megabytes = Math.ceil(size / 1_000_000)
  if (megabytes > most) throw retuneError('CLI_REPORT_TOO_LARGE', { file, megabytes, most })
  const read = await readTextFile(path)
  if (read.status === 'missing') throw retuneError('CLI_REPORT_MISSING', { file })
  if (read.status !== 'ok')
    throw retuneError('CLI_REPORT_UNREADABLE', { file, problem: `it is ${read.status}` })
  const report = runReportSchema.safeParse(redactor.json(parse(read.text, file)))
  if (report.success) return report.data
  const [issue] = report.error.issues
  const place = issue?.path.join('.') || 'the whole'
  throw retuneError('CLI_REPORT_UNREADABLE', { file, problem: `${place}: ${issue?.message}` })
}

function parse(text: string, file: string): JsonValue {
  try {
    return z.parse(jsonSchema, JSON.parse(text))
  } catch (thrown) {
    throw retuneError('CLI_REPORT_UNREADABLE', { file, problem: messageOf(thrown) })
  }
}
