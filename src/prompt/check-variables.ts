import { retuneError } from '../core/errors.ts'
import type { PromptFile } from './prompt-file.ts'
import { promptVariables } from './prompt-variables.ts'

/**
 * Refuses a prompt that uses a name which no row has.
 *
 * @param known the input keys of all rows
 * @throws RetuneError `PROMPT_UNKNOWN_VARIABLE`, at the file and line of the first such placeholder
 */
export function checkVariables(prompt: PromptFile, known: readonly string[]): void {
  const stranger = promptVariables(prompt).find(({ name }) => !known.includes(name))
  if (!stranger) return
  const at = { file: prompt.path, line: stranger.line }
  throw retuneError('PROMPT_UNKNOWN_VARIABLE', { name: stranger.name, known }, { at })
}
