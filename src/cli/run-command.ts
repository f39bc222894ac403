import { messageOf } from '../core/errors.ts'
import { escapeControl } from '../report/escape-control.ts'
import { runBlame } from './blame.ts'
import { runCache } from './cache.ts'
import type { ProcessLike } from './command-line.ts'
import { runComment } from './comment.ts'
import { launch } from './launch.ts'

/** What `prompt-retune` does itself, by its first word. Each gives the exit code: 0 clean, 1 findings, 2 broken. */
const commands: Readonly<Record<string, (words: readonly string[], proc: ProcessLike) => Promise<number>>> = {
  blame: runBlame,
  cache: runCache,
  comment: (words, proc) => runComment(words, proc),
}

/** Runs one of our own commands, or the user's Vitest with all that was said. */
export async function runCommand(proc: ProcessLike): Promise<void> {
  const [name = '', ...words] = proc.argv.slice(2)
  // Suites stand in test files, which Vitest has to run.
  if (name === 'lint') proc.argv = [...proc.argv.slice(0, 2), '--lint', ...words]
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return launch(proc)
  try {
    proc.exitCode = await command(words, proc)
  } catch (error) {
    proc.stderr.write(`prompt-retune ${name}: ${escapeControl(messageOf(error))}\n`)
    proc.exitCode = 2
  }
}
