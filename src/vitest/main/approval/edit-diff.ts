import { readFile, writeFile } from 'node:fs/promises'
import { messageOf } from '../../../core/errors.ts'
import { parsePrompt } from '../../../prompt/parse-prompt.ts'
import { renderPatch } from '../../../report/render-patch.ts'
import { applyEditedDiff } from './apply-edited-diff.ts'
import { openEditor } from './open-editor.ts'

export interface DiffToEdit {
  /** Where the diff is put for the editor, absolute. */
  readonly file: string
  /** The prompt file's name in the diff. */
  readonly promptFile: string
  readonly before: string
  readonly after: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Opens the diff of a tuned prompt in the editor.
 *
 * @returns the prompt as the user changed it; or what to say of a change that cannot be used; or nothing when nothing was changed
 */
export async function editDiff(diff: DiffToEdit): Promise<{ source?: string; problem?: string }> {
  const { file, promptFile, before, after, env } = diff
  const shown = renderPatch(promptFile, before, after)
  await writeFile(file, shown)
  const problem = await openEditor(file, env)
  if (problem !== undefined) return { problem }
  const edited = await readFile(file, 'utf8')
  if (edited === shown) return {}
  const source = applyEditedDiff(before, edited)
  if (source === undefined) return { problem: 'The diff as you left it does not apply' }
  if (source === before) return { problem: 'The diff as you left it changes nothing' }
  try {
    parsePrompt(source, promptFile)
  } catch (thrown) {
    return { problem: `The diff as you left it makes no prompt: ${messageOf(thrown)}` }
  }
  return { source }
}
