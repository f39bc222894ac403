import type { z } from 'zod'
import { type Baseline, baselineSchema } from '../core/baseline.ts'
import { messageOf, retuneError } from '../core/errors.ts'
import { isRecord } from '../core/json.ts'
import { readTextFile } from '../core/read-text-file.ts'
import { locateJsonError } from '../dataset/json-error.ts'
import { createLineCounter } from '../dataset/line-counter.ts'
import { type ComparableRun, comparableRunSchema } from './baseline-of-run.ts'
import { lineOfPath } from './line-of-path.ts'

/** What a file to compare with holds: the accepted results of one suite, or a run of all. */
export type BaselineFile =
  | { readonly type: 'baseline'; readonly baseline: Baseline }
  | { readonly type: 'run'; readonly run: ComparableRun }

/**
 * Reads a baseline, or the report of a run; `undefined` when there is no such file.
 *
 * @param path absolute
 * @param file the file's name in messages
 * @throws RetuneError BASELINE_UNREADABLE, BASELINE_BAD_SYNTAX, BASELINE_BAD_SHAPE, BASELINE_UNKNOWN_SCHEMA
 */
export async function readBaselineFile(path: string, file: string): Promise<BaselineFile | undefined> {
  const text = await readText(path, file)
  if (text === undefined) return undefined
  const data = parseJson(text, file)
  const schema = isRecord(data) ? data.schema : undefined
  if (schema === 'prompt-retune/run@1') {
    return { type: 'run', run: check(comparableRunSchema, data, { text, file }) }
  }
  if (typeof schema === 'string' && schema !== 'prompt-retune/baseline@1') {
    const at = { file, line: lineOfPath(text, ['schema']) }
    throw retuneError('BASELINE_UNKNOWN_SCHEMA', { file, schema: JSON.stringify(schema) }, { at })
  }
  return { type: 'baseline', baseline: check(baselineSchema, data, { text, file }) }
}

async function readText(path: string, file: string): Promise<string | undefined> {
  const read = await readTextFile(path)
  switch (read.status) {
    case 'ok':
      return read.text.replace(/^\uFEFF/, '')
    case 'missing':
      return undefined
    case 'not-a-file':
      throw retuneError('BASELINE_UNREADABLE', { status: `it is a ${read.kind}` }, { at: { file } })
    case 'not-utf8':
      throw retuneError('BASELINE_UNREADABLE', { status: 'not UTF-8' }, { at: { file, line: read.line } })
    case 'unreadable': {
      const { cause } = read
      throw retuneError('BASELINE_UNREADABLE', { status: messageOf(cause) }, { at: { file }, cause })
    }
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const { offset, problem } = locateJsonError(text)
    const at = { file, line: createLineCounter(text)(offset) }
    throw retuneError('BASELINE_BAD_SYNTAX', { file, problem }, { at, cause })
  }
}

function check<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  { text, file }: { readonly text: string; readonly file: string },
): z.output<Schema> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  const path = first?.path ?? []
  const problem = `${path.length > 0 ? `${path.map(String).join('.')}: ` : ''}${first?.message ?? 'wrong shape'}`
  throw retuneError('BASELINE_BAD_SHAPE', { file, problem }, { at: { file, line: lineOfPath(text, path) } })
}
