import { breakLogMarks } from './break-log-commands.ts'
import { cleanLine } from './clean-text.ts'

/**
 * Text as a Markdown code span, in which nothing is a link or a mention: for a paragraph or a list item, not for a table, where
 * a bar would end the cell. Nothing for a text without a visible character.
 */
export function codeSpan(text: string, limit?: number): string {
  const clean = breakLogMarks(cleanLine(text, limit))
  if (clean === '') return ''
  const fence = '`'.repeat(longestRun(clean) + 1)
  const room = /^`|`$/.test(clean) ? ' ' : ''
  return `${fence}${room}${clean}${room}${fence}`
}

/** Lines as a fenced block that none of them can close; `language` is ours. */
export function codeBlock(lines: readonly string[], language: string): string {
  const text = lines.map((line) => breakLogMarks(cleanLine(line))).join('\n')
  const fence = '`'.repeat(Math.max(longestRun(text) + 1, 3))
  return [`${fence}${language}`, text, fence].join('\n')
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}
