import { createHash, type Hash, randomUUID } from 'node:crypto'
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type BatchFolder, type BatchState, makeFolder } from './batch-folder.ts'
import type { BatchLimits } from './batch-limits.ts'
import type { BatchPart } from './batch-part.ts'

/** Writes requests as they come, and begins another batch where one would hold too much. */
export interface BatchWriter {
  /** @param line without its line break */
  add(key: string, line: string): void
  /** The batches that were written; none is left half. */
  end(): BatchPart[]
  /** Leaves nothing behind. */
  drop(): void
}

/** What all batches of a writer have in common. */
export type BatchKind = Pick<BatchState, 'suite' | 'provider' | 'endpoint' | 'round'>

interface Open {
  readonly temporary: string
  readonly file: number
  readonly hash: Hash
  lines: string[]
  /** Bytes of `lines`. */
  waiting: number
  readonly keys: Set<string>
  bytes: number
}

/** Bytes that are written at once. */
const chunk = 65_536

/** One line of an input file; the key stands first, so that a line can be told by its beginning. */
export function requestLine(key: string, endpoint: string, body: Record<string, unknown>): string {
  return `{"custom_id":"${key}","method":"POST","url":"${endpoint}","body":${JSON.stringify(body)}}`
}

const keyPattern = /^\{"custom_id":"[0-9a-f]{64}"/
const [keyStart, keyEnd] = [14, 78]

/** Copied: a part of a string would keep the whole line in memory. */
export function keyOfLine(line: string): string | undefined {
  return keyPattern.test(line) ? Buffer.from(line.slice(keyStart, keyEnd)).toString('latin1') : undefined
}

export function writeBatches(folder: BatchFolder, kind: BatchKind, limits: BatchLimits): BatchWriter {
  const parts: BatchPart[] = []
  let open: Open | undefined

  const begin = (): Open => {
    makeFolder(folder.path)
    const temporary = join(folder.path, `${randomUUID()}.tmp`)
    const hash = createHash('sha256').update(
      JSON.stringify([kind.suite, kind.provider, kind.endpoint, kind.round]),
    )
    const file = openSync(temporary, 'w', 0o600)
    return { temporary, file, hash, lines: [], waiting: 0, keys: new Set(), bytes: 0 }
  }

  const finish = (): void => {
    if (!open) return
    flush(open)
    closeSync(open.file)
    const id = open.hash.digest('hex').slice(0, 32)
    renameSync(open.temporary, folder.inputOf(id))
    // Another process may have sent the same requests meanwhile.
    const state = folder.find(id) ?? {
      schema: 'prompt-retune/batch@1',
      id,
      ...kind,
      requests: open.keys.size,
    }
    folder.save(state)
    parts.push({ state, keys: open.keys, failures: new Map() })
    open = undefined
  }

  return {
    add(key, line) {
      const size = Buffer.byteLength(line) + 1
      if (open && (open.keys.size >= limits.requests || open.bytes + size > limits.bytes)) finish()
      open ??= begin()
      open.lines.push(line)
      open.hash.update(key)
      open.waiting += size
      open.bytes += size
      open.keys.add(key)
      if (open.waiting >= chunk) flush(open)
    },
    end() {
      finish()
      return parts
    },
    drop() {
      if (!open) return
      closeSync(open.file)
      rmSync(open.temporary, { force: true })
      open = undefined
    },
  }
}

function flush(open: Open): void {
  if (open.lines.length > 0) writeSync(open.file, `${open.lines.join('\n')}\n`)
  open.lines = []
  open.waiting = 0
}
