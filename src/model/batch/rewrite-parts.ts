import { createReadStream } from 'node:fs'
import { readLines } from '../../core/read-lines.ts'
import type { BatchFolder, BatchState } from './batch-folder.ts'
import type { BatchLimits } from './batch-limits.ts'
import type { BatchPart } from './batch-part.ts'
import { keyOfLine, writeBatches } from './write-batches.ts'

/** The batch with the keys of its requests; `undefined` where these are gone, or are not all there. */
export async function readPart(folder: BatchFolder, state: BatchState): Promise<BatchPart | undefined> {
  const keys = new Set<string>()
  try {
    for await (const line of readLines(createReadStream(folder.inputOf(state.id)))) {
      const key = keyOfLine(line)
      if (key !== undefined) keys.add(key)
    }
  } catch {
    return undefined
  }
  return keys.size === state.requests ? { state, keys, failures: new Map() } : undefined
}

/** Writes some requests of a batch as batches of their own. */
export async function rewriteParts(
  folder: BatchFolder,
  from: readonly BatchPart[],
  {
    round,
    wanted,
    limits,
    write = (_, line) => line,
  }: {
    readonly round: number
    readonly wanted: (key: string) => boolean
    readonly limits: BatchLimits
    /** A request as it is to be sent now. Default: as it was. */
    readonly write?: (key: string, line: string) => string
  },
): Promise<BatchPart[]> {
  const [first] = from
  if (!first) return []
  const { suite, provider, endpoint } = first.state
  const writer = writeBatches(folder, { suite, provider, endpoint, round }, limits)
  for (const { state } of from) {
    for await (const line of readLines(createReadStream(folder.inputOf(state.id)))) {
      const key = keyOfLine(line)
      if (key !== undefined && wanted(key)) writer.add(key, write(key, line))
    }
  }
  return writer.end()
}
