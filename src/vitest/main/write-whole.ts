import { rename, rm, writeFile } from 'node:fs/promises'

/** Characters that are written at once: each write takes its turn in the thread pool. */
const piece = 1_000_000

/** Writes a file so that a reader sees the old text or the new, never half of one. */
export async function writeWhole(file: string, text: string | Iterable<string>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await writeFile(temporary, typeof text === 'string' ? text : inPieces(text))
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function* inPieces(parts: Iterable<string>): Generator<string> {
  let gathered: string[] = []
  let length = 0
  for (const part of parts) {
    gathered.push(part)
    length += part.length
    if (length < piece) continue
    yield gathered.join('')
    gathered = []
    length = 0
  }
  yield gathered.join('')
}
