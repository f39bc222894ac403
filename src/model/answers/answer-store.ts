import { appendFileSync, closeSync, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json.ts'
import { readRecord, writeRecord } from './record-line.ts'
import { openSegmentReader, type SegmentReader } from './segment-reader.ts'
import { listSegments, makeRoom, nextSegment, scanSegment, segmentSize } from './segments.ts'

/** Answers by the hash of their question, kept beyond the process. */
export interface AnswerStore {
  /** JSON data, to be checked; `undefined` where there is none. */
  find(key: string): unknown
  /** The same without a look at the disk, where it may turn out to be broken. */
  has(key: string): boolean
  /** Is on disk when it returns. */
  put(key: string, answer: JsonValue): void
  close(): void
}

export interface AnswerStoreOptions {
  /** Bytes of all files at most, unless several processes write at once. */
  readonly maxBytes: number
  /** Knows nothing from before; what is put replaces it. */
  readonly renew?: boolean | undefined
  /** Nothing goes to make room: what was paid for is not lost before it is used. The next store that may makes room again. */
  readonly growing?: boolean | undefined
  /** Told once when answers cannot be kept. */
  readonly onProblem?: ((problem: string) => void) | undefined
}

interface Place {
  readonly segment: string
  readonly offset: number
  readonly length: number
}

/**
 * Opens a folder of segments: files that are only ever appended to, by any number of processes at the same time, and of which the
 * oldest go when there is no more room. They are read through once, at the first question, for where each answer stands; the answers
 * stay on disk. A record that is torn or broken, or whose segment is gone, is not known.
 *
 * @param folder absolute; made with the first answer that is put
 */
export function openAnswerStore(
  folder: string,
  { maxBytes, renew = false, growing = false, onProblem }: AnswerStoreOptions,
): AnswerStore {
  const readers = new Map<string, SegmentReader>()
  let places: Map<string, Place> | undefined
  let aging: ReadonlySet<string> = new Set()
  let writer: { readonly segment: string; readonly file: number; size: number } | undefined
  let broken = false

  const known = (): Map<string, Place> => {
    if (places) return places
    const found = new Map<string, Place>()
    places = found
    if (renew) return found
    const segments = listSegments(folder)
    for (const { name } of segments) {
      scanSegment(join(folder, name), (key, offset, length) =>
        found.set(key, { segment: name, offset, length }),
      )
    }
    if (!growing) aging = agingOf(segments, maxBytes)
    return found
  }

  const read = ({ segment, offset, length }: Place): Buffer | undefined => {
    try {
      const reader = readers.get(segment) ?? openSegmentReader(join(folder, segment))
      readers.set(segment, reader)
      return reader.read(offset, length)
    } catch {
      return undefined
    }
  }

  const append = (key: string, line: Buffer): void => {
    if (broken) return
    try {
      if (writer && writer.size >= segmentSize(maxBytes)) {
        closeSync(writer.file)
        writer = undefined
      }
      if (!writer) {
        if (!growing) makeRoom(folder, maxBytes)
        const segment = nextSegment(folder, maxBytes)
        writer = { segment, file: openSync(join(folder, segment), 'a', 0o600), size: 0 }
      }
      appendFileSync(writer.file, line)
      writer.size = fstatSync(writer.file).size
      // Where another process appended meanwhile, the place is wrong, which shows when it is read.
      const offset = writer.size - line.length + 1
      known().set(key, { segment: writer.segment, offset, length: line.length - 1 })
    } catch (thrown) {
      broken = true
      onProblem?.(messageOf(thrown))
    }
  }

  return {
    find(key) {
      const place = known().get(key)
      if (!place) return undefined
      const bytes = read(place)
      const answer = bytes && readRecord(key, bytes)
      if (bytes === undefined || answer === undefined) {
        known().delete(key)
        return undefined
      }
      // What is still of use outlives the segment that it stands in.
      if (aging.has(place.segment)) append(key, Buffer.concat([newline, bytes]))
      return answer
    },
    has: (key) => known().has(key),
    put(key, answer) {
      append(key, Buffer.from(writeRecord(key, answer)))
    },
    close() {
      for (const reader of readers.values()) reader.close()
      readers.clear()
      if (writer) closeSync(writer.file)
      writer = undefined
    },
  }
}

const newline = Buffer.from('\n')

/** The oldest quarter of the segments, once three quarters of the room are taken. */
function agingOf(
  segments: readonly { readonly name: string; readonly size: number }[],
  maxBytes: number,
): ReadonlySet<string> {
  const total = segments.reduce((sum, { size }) => sum + size, 0)
  if (total < maxBytes * 0.75) return new Set()
  return new Set(segments.slice(0, Math.floor(segments.length / 4)).map(({ name }) => name))
}
