/** Not seen, and no column wide. */
const gap = '\u200b'

/**
 * A log of GitHub Actions is read for commands: `##[` anywhere, and a line that starts with `::`, blanks before it or not. This
 * breaks both, so that text of a model or a dataset is none, however the lines around it were wrapped.
 */
export function breakLogCommands(text: string): string {
  return breakLogMarks(text).replace(/^(\s*:):/gmu, `$1${gap}:`)
}

/** The same for text that never stands first in its line. */
export function breakLogMarks(text: string): string {
  return text.replaceAll('##[', `##${gap}[`)
}
