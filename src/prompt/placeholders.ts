import { retuneError } from '../core/errors.ts'

/** `{{ name }}`: the whole template syntax. The second group is missing where `}}` is. */
const pattern = /\{\{(?!\{)[ \t]*([A-Za-z_][A-Za-z0-9_-]*)([ \t]*\}\})?/g

interface Placeholder {
  readonly name: string
  readonly closed: boolean
  /** Line inside the text, from 0. */
  readonly line: number
}

/** Every placeholder of a text with LF line ends, in order; other braces are literal. */
export function findPlaceholders(text: string): Placeholder[] {
  const found: Placeholder[] = []
  let line = 0
  let from = 0
  for (const match of text.matchAll(pattern)) {
    for (; from < match.index; from++) if (text.charCodeAt(from) === 10) line++
    found.push({ name: match[1] ?? '', closed: match[2] !== undefined, line })
  }
  return found
}

/** Puts values in; what a value holds is never read again. `lineOf` gives the placeholder's line inside the text, from 0. */
export function replacePlaceholders(
  text: string,
  fill: (name: string, lineOf: () => number) => string,
): string {
  return text.replace(pattern, (_whole, name: string, _end: string | undefined, offset: number) =>
    fill(name, () => text.slice(0, offset).split('\n').length - 1),
  )
}

/** The names used in a section's text; an unclosed one is an error. */
export function sectionVariables(text: string, path: string, firstLine: number): string[] {
  const placeholders = findPlaceholders(text)
  for (const { name, closed, line } of placeholders) {
    if (!closed) {
      throw retuneError(
        'PROMPT_UNCLOSED_PLACEHOLDER',
        { name },
        { at: { file: path, line: firstLine + line } },
      )
    }
  }
  return [...new Set(placeholders.map(({ name }) => name))]
}
