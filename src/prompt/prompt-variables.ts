import { findPlaceholders } from './placeholders.ts'
import type { PromptFile } from './prompt-file.ts'
import { sectionLine } from './section-line.ts'

/** A variable of a prompt, and the line where it is first used. */
export interface PromptVariable {
  readonly name: string
  readonly line: number
}

/** The variables that a prompt needs, each once, in the order of the file. */
export function promptVariables(prompt: PromptFile): PromptVariable[] {
  const lines = new Map<string, number>()
  for (const section of prompt.sections) {
    for (const { name, line } of findPlaceholders(section.text)) {
      if (!lines.has(name)) lines.set(name, sectionLine(prompt, section, line))
    }
  }
  return Array.from(lines, ([name, line]) => ({ name, line }))
}
