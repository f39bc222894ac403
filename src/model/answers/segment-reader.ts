import { closeSync, openSync, readSync } from 'node:fs'

/** Reads parts of a file that is only ever appended to. */
export interface SegmentReader {
  /** `undefined` where the file holds less. */
  read(offset: number, length: number): Buffer | undefined
  close(): void
}

const blockSize = 65_536
/** What is asked for next may also stand a little before. */
const lookBack = blockSize / 4

/** Answers are asked for much as they were written: near the last one, a whole block is read at once. */
export function openSegmentReader(path: string): SegmentReader {
  const file = openSync(path, 'r')
  let block: { readonly start: number; readonly bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) }
  let last = Number.NEGATIVE_INFINITY

  const readAt = (start: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length)
    return bytes.subarray(0, readSync(file, bytes, 0, length, start))
  }
  const inBlock = (offset: number, length: number) =>
    offset >= block.start && offset + length <= block.start + block.bytes.length

  return {
    read(offset, length) {
      const isNear = Math.abs(offset - last) < blockSize
      last = offset
      if (!inBlock(offset, length)) {
        if (!isNear || length > blockSize - lookBack) {
          const bytes = readAt(offset, length)
          return bytes.length === length ? bytes : undefined
        }
        const start = Math.max(0, offset - lookBack)
        block = { start, bytes: readAt(start, blockSize) }
        if (!inBlock(offset, length)) return undefined
      }
      return block.bytes.subarray(offset - block.start, offset - block.start + length)
    },
    close: () => closeSync(file),
  }
}
