import { mkdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { messageOf, RetuneError, retuneError } from '../core/errors.ts'
import type { PromptFile } from '../prompt/prompt-file.ts'
import { replaceFile } from '../prompt/replace-file.ts'
import { writePrompt } from '../prompt/write-prompt.ts'
import { relativePath } from './relative-path.ts'

export interface Placing {
  /** The project root, absolute. */
  readonly root: string
  /** The prompt file, absolute. */
  readonly promptFile: string
  /** The source that must still stand in the prompt file. */
  readonly before: string
  /** Another file for the tuned prompt, absolute or from the root; the prompt file stays. */
  readonly out?: string | undefined
}

/** Where a tuned prompt went, or why it went nowhere. */
export interface Placed {
  /** Was the prompt file written? */
  readonly written: boolean
  /** The other file that was written, relative to the root. */
  readonly out?: string
  readonly problem?: string
}

/** Writes a tuned prompt over its prompt file, or to the file that was asked for. What stands in the way is said, not thrown. */
export async function placeTuned(tuned: PromptFile, placing: Placing): Promise<Placed> {
  const { root, promptFile, before, out } = placing
  try {
    if (out === undefined) {
      if (await holds(promptFile, tuned.source)) return { written: true }
      await writePrompt(tuned, { root, file: promptFile, expected: before })
      return { written: true }
    }
    const file = resolve(root, out)
    await writeOut(file, tuned.source, promptFile)
    return { written: false, out: relativePath(root, file) }
  } catch (thrown) {
    if (!(thrown instanceof RetuneError)) throw thrown
    return { written: false, problem: thrown.message }
  }
}

/** A tuning that was killed right after writing has nothing left to write. */
async function holds(file: string, source: string): Promise<boolean> {
  const onDisk = await readFile(file, 'utf8').catch(() => undefined)
  return onDisk === source
}

/** Makes the file or replaces it, all of it or nothing; a link is followed. */
async function writeOut(file: string, text: string, promptFile: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    const target = await realpath(file).catch(() => file)
    if (target === (await realpath(promptFile))) throw retuneError('TUNE_OUT_IS_PROMPT', { out: file })
    const there = await stat(target).catch(() => undefined)
    await replaceFile(target, text, there ?? (await stat(promptFile)), async () => {})
  } catch (thrown) {
    if (thrown instanceof RetuneError) throw thrown
    throw retuneError('TUNE_OUT_FAILED', { out: file, problem: messageOf(thrown) }, { cause: thrown })
  }
}
