import { join, resolve } from 'node:path'
import type { WriteStream } from 'node:tty'
import type { TuneResult } from '../../../core/tune-result.ts'
import { escapeControl } from '../../../report/escape-control.ts'
import { editDiff } from './edit-diff.ts'
import { ctrlC, ctrlD, type Keys } from './read-keys.ts'

/** The user's terminal. */
export interface Terminal {
  readonly keys: Keys
  readonly output: Pick<WriteStream, 'write'>
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Approval {
  readonly accepted: boolean
  /** The tuned prompt as the user changed it in the diff. */
  readonly source?: string
  /** Was the question answered with Ctrl-C? */
  readonly interrupted?: boolean
}

export interface Question {
  /** The project root, absolute. */
  readonly root: string
  /** The file that would be written, as the user knows it. */
  readonly target: string
  /** Where a diff to edit is put, absolute. Default: the run's folder. */
  readonly diffFolder?: string | undefined
}

const showCursor = '\x1b[?25h'

/**
 * Asks whether a tuned prompt may be written: `y`, `n`, or `e` to see and change the diff in the editor and be asked again. Ctrl-C
 * and the end of the input mean no.
 *
 */
export async function askApproval(
  result: TuneResult,
  { root, target, diffFolder = resolve(root, result.folder) }: Question,
  { keys, output, env }: Terminal,
): Promise<Approval> {
  const { before, promptFile } = result
  let source = result.after
  const answer = (accepted: boolean): Approval =>
    source === result.after ? { accepted } : { accepted, source }
  output.write(showCursor)
  try {
    for (;;) {
      const changed = source === result.after ? '' : ' with your changes'
      keys.take()
      output.write(`\n  Write ${escapeControl(target)}${changed}? [y]es, [n]o, [e]dit the diff: `)
      const key = await nextKey(keys)
      output.write(key === ctrlC || key === ctrlD ? '\n' : `${key}\n`)
      if (key === ctrlC) return { accepted: false, interrupted: true }
      if (key === ctrlD) return { accepted: false }
      if (key === 'y') return answer(true)
      if (key === 'n') return answer(false)
      keys.release()
      const file = join(diffFolder, 'tuned.diff')
      const edited = await editDiff({ file, promptFile, before, after: source, env })
      source = edited.source ?? source
      if (edited.problem !== undefined) output.write(`  ${escapeControl(edited.problem)}.\n`)
    }
  } finally {
    keys.release()
  }
}

/** Other keys than those that were asked for are passed over. */
async function nextKey(keys: Keys): Promise<string> {
  for (;;) {
    const key = await keys.next()
    if (['y', 'n', 'e', ctrlC, ctrlD].includes(key)) return key
  }
}
