import type { PromptFile } from './prompt-file.ts'

/** The code points of all sections' texts: the length that the objective and the reports mean. */
export function promptLength(prompt: PromptFile): number {
  let length = 0
  for (const { text } of prompt.sections) for (const _ of text) length++
  return length
}
