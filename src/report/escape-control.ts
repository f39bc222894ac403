import { breakLogCommands, breakLogMarks } from './escape/break-log-commands.ts'

/** Controls (C0, DEL, C1), bidirectional controls, line and paragraph separators, and halves of a surrogate pair. */
const unsafe = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu

const named: Readonly<Record<string, string>> = { '\n': '⏎', '\t': '\\t', '\r': '\\r' }

/**
 * Makes text of a model or a dataset safe to print on one line of a terminal: line ends become `⏎`, whatever else could move
 * the cursor, colour the screen or turn the reading order becomes a visible escape such as `\x1b` or `\u202e`.
 */
export function escapeControl(text: string): string {
  const shown = text
    .replaceAll('\r\n', '\n')
    .replace(unsafe, (character) => named[character] ?? visible(character))
  return breakLogMarks(shown)
}

/** The same line by line, for a message of several lines that may quote a dataset or a model: none of them is a command to a runner. */
export function escapeLines(text: string): string {
  return breakLogCommands(text.split('\n').map(escapeControl).join('\n'))
}

/** Prose on one line: white space collapsed, controls made visible, cut to `limit` characters first (default 1,000). */
export function oneLine(text: string, limit = 1_000): string {
  return escapeControl(cutAt(text, limit).replace(/\s+/gu, ' ').trim())
}

/** At most `limit` UTF-16 units, the last an ellipsis when something was cut; never half a character. */
export function cutAt(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function visible(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`
}
