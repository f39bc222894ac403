import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { headLength, keyLength } from './record-line.ts'

export interface Segment {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

const pattern = /^answers-(\d{6,})\.log$/
const [lineBreak, space] = [0x0a, 0x20]
/** Of all that may be kept, so much is in one segment: what goes at once. */
const shares = 16

/** Bytes after which another segment is begun. */
export function segmentSize(maxBytes: number): number {
  return Math.max(1, Math.floor(maxBytes / shares))
}

/** The segments of a folder, the oldest first; none where there is no such folder. */
export function listSegments(folder: string): Segment[] {
  return namesIn(folder)
    .filter((name) => pattern.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b))
    .flatMap((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false })
      return stat ? [{ name, size: stat.size }] : []
    })
}

/** The segment to append to: the newest, as long as it has room. The folder is made, and kept from git. */
export function nextSegment(folder: string, maxBytes: number): string {
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' })
  } catch {
    // It stands there already.
  }
  const last = listSegments(folder).at(-1)
  if (last && last.size < segmentSize(maxBytes)) return last.name
  const number = last ? numberOf(last.name) + 1 : 1
  return `answers-${String(number).padStart(6, '0')}.log`
}

/** Deletes the oldest segments until there is room for one more. */
export function makeRoom(folder: string, maxBytes: number): void {
  const segments = listSegments(folder)
  let total = segments.reduce((sum, { size }) => sum + size, 0)
  for (const { name, size } of segments.slice(0, -1)) {
    if (total + segmentSize(maxBytes) <= maxBytes) return
    rmSync(join(folder, name), { force: true })
    total -= size
  }
}

/** Tells of each record of a segment where it stands, in the order in which they were written; not whether it is whole. */
export function scanSegment(
  file: string,
  found: (key: string, offset: number, length: number) => void,
): void {
  const bytes = read(file)
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(lineBreak, start)
    const end = next === -1 ? bytes.length : next
    if (end - start > headLength && bytes[start + keyLength] === space) {
      found(bytes.toString('latin1', start, start + keyLength), start, end - start)
    }
    start = end + 1
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    // Another process made room meanwhile.
    return Buffer.alloc(0)
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function numberOf(name: string): number {
  return Number(pattern.exec(name)?.[1] ?? 0)
}
