import type { PromptFile, Section } from '../prompt/prompt-file.ts'
import { sectionLine } from '../prompt/section-line.ts'

/** A line of a prompt that says something. */
export interface PromptLine {
  readonly text: string
  /** In the file, from 1. */
  readonly line: number
  readonly section: Section
}

/** The lines of all sections that are not blank, in the order of the file. */
export function promptLines(prompt: PromptFile): PromptLine[] {
  return prompt.sections.flatMap((section) => {
    const first = sectionLine(prompt, section, 0)
    return section.text
      .split('\n')
      .map((text, index) => ({ text, line: first + index, section }))
      .filter(({ text }) => text.trim() !== '')
  })
}
