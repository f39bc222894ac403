import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Replaces a file's text atomically: a temporary file beside it is written, flushed and renamed over it. Mode and, where
 * the system lets us, owner stay. The temporary file is removed on failure.
 *
 * @param confirm runs just before the rename; when it throws, the file stays as it was
 */
export async function replaceFile(
  file: string,
  text: string,
  like: Stats,
  confirm: () => Promise<void>,
): Promise<void> {
  const folder = dirname(file)
  const temporary = join(folder, `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.chown(like.uid, like.gid).catch(() => {})
      await handle.chmod(like.mode & 0o7777)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await confirm()
    await rename(temporary, file)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
  await syncFolder(folder)
}

/** Makes the rename last through a power cut; not every system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
