import { retuneError } from '../core/errors.ts'
import { formatLocation, type Location } from '../core/location.ts'
import { replacePlaceholders } from './placeholders.ts'
import type { PromptFile, PromptMessage } from './prompt-file.ts'
import { sectionLine } from './section-line.ts'

/**
 * Fills the placeholders and gives the chat messages. Strings go in as they are, numbers and booleans as text, objects,
 * arrays and `null` as JSON. A value is never parsed again: braces and role markers in it stay text.
 *
 * @param at where the values come from, for the message
 * @throws RetuneError `PROMPT_MISSING_VARIABLE`, at the placeholder's file and line
 */
export function renderPrompt(
  prompt: PromptFile,
  values: Readonly<Record<string, unknown>>,
  at?: Location,
): PromptMessage[] {
  return prompt.sections.map((section) => ({
    role: section.role,
    content: replacePlaceholders(section.text, (name, lineOf) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      if (value !== undefined) return valueText(value)
      throw retuneError(
        'PROMPT_MISSING_VARIABLE',
        { name, given: Object.keys(values), row: at && formatLocation(at) },
        { at: { file: prompt.path, line: sectionLine(prompt, section, lineOf()) } },
      )
    }),
  }))
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
