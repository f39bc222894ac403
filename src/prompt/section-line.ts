import type { PromptFile, Section } from './prompt-file.ts'

/** The line of the file at which a line of a section's text stands; `line` counts from 0 in the text. */
export function sectionLine(prompt: PromptFile, section: Section, line: number): number {
  const above = prompt.source.slice(0, section.start).match(/\r\n|\n|\r/g)?.length ?? 0
  return above + 1 + line
}
