import { constants } from 'node:fs'
import { access, readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import { messageOf, RetuneError, retuneError } from '../core/errors.ts'
import type { PromptFile } from './prompt-file.ts'
import { replaceFile } from './replace-file.ts'

export interface WritePromptOptions {
  /** The project root, absolute: nothing outside of it is written. */
  readonly root: string
  /** The prompt file, absolute. A symbolic link that stays inside the root is followed, and its target written. */
  readonly file: string
  /** The source that must still be on disk. */
  readonly expected: string
}

/**
 * Writes a prompt's source over its file: all of it or nothing, through a temporary file in the same folder. The file's
 * mode stays.
 *
 * @throws RetuneError `PROMPT_CHANGED` when the file on disk is not `expected`, `PROMPT_OUTSIDE_ROOT` when the path or a
 * link in it leads out of the root, `PROMPT_WRITE_FAILED` with the system's reason as `cause`
 */
export async function writePrompt(prompt: PromptFile, options: WritePromptOptions): Promise<void> {
  const at = { file: prompt.path }
  const refuseChanged = async (file: string) => {
    const onDisk = await readFile(file)
    if (!onDisk.equals(Buffer.from(options.expected))) throw retuneError('PROMPT_CHANGED', {}, { at })
  }
  try {
    const target = await realpath(options.file)
    const root = await realpath(options.root)
    if (!isInside(root, target)) throw retuneError('PROMPT_OUTSIDE_ROOT', { target, root }, { at })
    await access(target, constants.W_OK)
    await refuseChanged(target)
    if (prompt.source === options.expected) return
    await replaceFile(target, prompt.source, await stat(target), () => refuseChanged(target))
  } catch (thrown) {
    if (thrown instanceof RetuneError) throw thrown
    throw retuneError('PROMPT_WRITE_FAILED', { problem: messageOf(thrown) }, { at, cause: thrown })
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
