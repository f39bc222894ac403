import { relative } from 'node:path'
import { type Recording, settleRecording } from '../../suite/record-suite.ts'
import type { RunOutput } from './run-output.ts'

interface Recorded {
  /** The project root, absolute. */
  readonly root: string
  readonly recording: Recording | undefined
  /** Did all of the suite run? */
  readonly whole: boolean
  readonly output: RunOutput
}

/** Puts into a suite's file what the run recorded of it, and says so. */
export async function settleRecorded(
  suite: string,
  { root, recording, whole, output }: Recorded,
): Promise<void> {
  try {
    const settled = recording && (await settleRecording(suite, { root, recording, whole }))
    if (!settled || settled.changed === 0) return
    const { file, answers, changed } = settled
    output.print(`\nRecorded: ${relative(root, file)} (${answers} answers, ${changed} lines changed)`)
  } catch (error) {
    output.refuse(error instanceof Error ? error : { message: String(error) })
  }
}
