import { appendFileSync, closeSync, openSync } from 'node:fs'
import { readFile, truncate } from 'node:fs/promises'
import { z } from 'zod'
import { messageOf, retuneError } from '../../core/errors.ts'
import { jsonSchema } from '../../core/json.ts'
import { modelRoles, usageSchema } from '../../core/usage.ts'

/** Who answered: a model in one of its roles, or the suite's own target function. */
export const answererSchema = z.enum([...modelRoles, 'function'])

export type Answerer = z.output<typeof answererSchema>

const entrySchema = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{64}$/),
  by: answererSchema,
  usage: usageSchema,
  /** Milliseconds that the run had taken by then. */
  at: z.number().min(0),
  answer: jsonSchema,
})

/** One completed call: its question as a hash, and its answer. */
export type CallEntry = z.output<typeof entrySchema>

/** The answers that a run has paid for. */
export interface CallLog {
  find(key: string): CallEntry | undefined
  /** Is there any answer of this one? */
  has(by: Answerer): boolean
  /**
   * Keeps answers: on disk when it returns, all of them or (where the process is killed meanwhile) the first ones. An answer
   * that holds what looks like a key or another secret is known to this process only.
   *
   * @throws RetuneError `TUNE_JOURNAL_FAILED`
   */
  add(...calls: readonly Omit<CallEntry, 'at'>[]): void
  /** All that were found when it was opened. */
  readonly known: readonly CallEntry[]
  /** Milliseconds that the run has taken, in this process and the ones before. */
  elapsed(): number
  close(): void
}

/**
 * Opens `calls.jsonl` of a run's folder. It holds answers alone, with the hashes of what was asked: no question, no key, no
 * header. A torn last line is cut off; a line that is no entry is passed over, and its call asked again.
 *
 * @param holdsSecret which answers must not be written
 * @throws RetuneError `TUNE_JOURNAL_FAILED`
 */
export async function openCallLog(
  path: string,
  holdsSecret: (call: Pick<CallEntry, 'by' | 'answer'>) => boolean = () => false,
): Promise<CallLog> {
  const failed = (thrown: unknown): never => {
    throw retuneError('TUNE_JOURNAL_FAILED', { path, problem: messageOf(thrown) }, { cause: thrown })
  }
  const known = await readEntries(path).catch(failed)
  const byKey = new Map(known.map((entry) => [entry.key, entry]))
  const answerers = new Set(known.map(({ by }) => by))
  const before = known.reduce((latest, { at }) => Math.max(latest, at), 0)
  const started = performance.now()
  const elapsed = () => before + performance.now() - started
  let file: number | undefined
  let closed = false

  return {
    known,
    elapsed,
    find: (key) => byKey.get(key),
    has: (by) => answerers.has(by),
    add(...calls) {
      const entries = calls.map((call) => ({ ...call, at: Math.round(elapsed()) }))
      for (const entry of entries) {
        byKey.set(entry.key, entry)
        answerers.add(entry.by)
      }
      const lines = entries.filter((entry) => !holdsSecret(entry)).map((entry) => JSON.stringify(entry))
      if (lines.length === 0 || closed) return
      try {
        file ??= openSync(path, 'a', 0o600)
        // At once, so that hardly an answer is lost when the process is killed.
        appendFileSync(file, `${lines.join('\n')}\n`)
      } catch (thrown) {
        failed(thrown)
      }
    },
    close() {
      closed = true
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

async function readEntries(path: string): Promise<CallEntry[]> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return Buffer.alloc(0)
    throw thrown
  })
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1)
  if (whole.length < bytes.length) await truncate(path, whole.length)
  return whole.toString('utf8').split('\n').flatMap(readEntry)
}

function readEntry(line: string): CallEntry[] {
  try {
    const read = entrySchema.safeParse(JSON.parse(line))
    return read.success ? [read.data] : []
  } catch {
    return []
  }
}
