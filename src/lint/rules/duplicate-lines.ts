import { instructionWords } from '../instruction-words.ts'
import type { LintRule } from '../lint-rule.ts'
import { promptLines } from '../prompt-lines.ts'

/** Shorter lines (headings, list items of a word) may well stand twice. */
const leastWords = 4

/** The same instruction twice in a role's sections, whatever its case, list mark or punctuation. */
export const duplicateLines: LintRule = ({ prompt }) => {
  const firsts = new Map<string, number>()
  return promptLines(prompt).flatMap(({ text, line, section }) => {
    const words = instructionWords(text)
    if (words.length < leastWords) return []
    const key = `${section.role} ${words.join(' ')}`
    const first = firsts.get(key)
    if (first === undefined) {
      firsts.set(key, line)
      return []
    }
    return {
      severity: 'warning',
      message: `says the same as line ${first}`,
      at: { file: prompt.path, line },
    }
  })
}
