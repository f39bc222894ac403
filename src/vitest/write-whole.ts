import { rename, writeFile } from 'node:fs/promises'

/** Writes a file so that a reader sees the old text or the new, never half of one. */
export async function writeWhole(file: string, text: string | Iterable<string>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  await writeFile(temporary, text)
  await rename(temporary, file)
}
