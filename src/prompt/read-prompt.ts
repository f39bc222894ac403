import { basename } from 'node:path'
import { messageOf, retuneError } from '../core/errors.ts'
import { readTextFile } from '../core/read-text-file.ts'
import { parsePrompt } from './parse-prompt.ts'
import type { PromptFile } from './prompt-file.ts'

/**
 * Reads and parses a prompt file.
 *
 * @param displayPath the file's name in messages and in the result. Default: `path`
 * @throws RetuneError `PROMPT_NOT_FOUND`, `PROMPT_UNREADABLE`, `PROMPT_NOT_UTF8`, and what `parsePrompt` throws
 */
export async function readPrompt(path: string, displayPath = path): Promise<PromptFile> {
  const at = { file: displayPath }
  const file = await readTextFile(path)
  switch (file.status) {
    case 'ok':
      return parsePrompt(file.text, displayPath)
    case 'missing':
      throw retuneError('PROMPT_NOT_FOUND', { name: basename(path), nearby: file.nearby }, { at })
    case 'not-a-file':
      throw retuneError('PROMPT_UNREADABLE', { problem: `it is a ${file.kind}` }, { at })
    case 'not-utf8':
      throw retuneError('PROMPT_NOT_UTF8', {}, { at: { ...at, line: file.line } })
    case 'unreadable': {
      const problem = messageOf(file.cause)
      throw retuneError('PROMPT_UNREADABLE', { problem }, { at, cause: file.cause })
    }
  }
}
