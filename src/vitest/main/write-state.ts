import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from './write-whole.ts'

/** Writes a file of `.prompt-retune/`. */
export async function writeState(root: string, name: string, text: string | Iterable<string>): Promise<void> {
  const folder = join(root, '.prompt-retune')
  await mkdir(folder, { recursive: true })
  await writeWhole(join(folder, name), text)
}
