import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes a file of `.prompt-retune/` so that a reader sees the old text or the new, never half of one. */
export async function writeState(root: string, name: string, text: string): Promise<void> {
  const folder = join(root, '.prompt-retune')
  const file = join(folder, name)
  const temporary = `${file}.${process.pid}.tmp`
  await mkdir(folder, { recursive: true })
  await writeFile(temporary, text)
  await rename(temporary, file)
}
