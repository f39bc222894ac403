import { dirname, resolve } from 'node:path'
import pc from 'picocolors'
import { retuneError } from '../core/errors.ts'
import { printableJson } from '../core/printable-json.ts'
import type { PromptBlame } from '../core/prompt-blame.ts'
import { readTextFile } from '../core/read-text-file.ts'
import { createRedactor } from '../core/redaction/create-redactor.ts'
import { renderBlame } from '../report/render-blame.ts'
import { blamePrompt } from '../tune/blame/blame-prompt.ts'
import type { ProcessLike } from './command-line.ts'

export const blameHelp = `
Usage: prompt-retune blame FILE [--json]

Tells for each line of a tuned prompt file where it comes from: the run and iteration of the tuning, the failure
topic that it answers and the optimizer's rationale. "seed" is older than every recorded tuning, "by hand" was
written by a person after one.

  --json   the same as data
`

/**
 * `prompt-retune blame FILE`
 *
 * @returns the exit code
 * @throws RetuneError CLI_BLAME_FILE, CLI_BLAME_UNREADABLE, CLI_NOT_TUNED, CLI_UNKNOWN_OPTION
 */
export async function runBlame(words: readonly string[], proc: ProcessLike): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    proc.stdout.write(blameHelp)
    return 0
  }
  const unknown = words.find((word) => word.startsWith('-') && word !== '--json')
  if (unknown !== undefined) throw retuneError('CLI_UNKNOWN_OPTION', { option: unknown, command: 'blame' })
  const [name, ...more] = words.filter((word) => word !== '--json')
  if (name === undefined || more.length > 0) throw retuneError('CLI_BLAME_FILE', {})
  const blame = await blameFile(name, proc.cwd())
  const text = words.includes('--json')
    ? printableJson(blame, 2)
    : renderBlame(blame, {
        columns: proc.stdout.columns ?? 100,
        color: proc.stdout.isTTY === true && pc.isColorSupported,
      })
  proc.stdout.write(`${text}\n`)
  return 0
}

/** Tunings are recorded in the project's root, which is a folder above the file or the working directory. */
async function blameFile(name: string, cwd: string): Promise<PromptBlame> {
  const file = resolve(cwd, name)
  const read = await readTextFile(file)
  if (read.status !== 'ok') throw retuneError('CLI_BLAME_UNREADABLE', { file: name, status: read.status })
  // As the runs' folders have it.
  const text = createRedactor().text(read.text)
  const roots = [...new Set([...foldersAbove(dirname(file)), ...foldersAbove(cwd)])]
  for (const root of roots) {
    const blame = await blamePrompt({ root, stateDir: '.prompt-retune', file, text })
    if (blame) return blame
  }
  throw retuneError('CLI_NOT_TUNED', { file: name })
}

function foldersAbove(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)]
}
