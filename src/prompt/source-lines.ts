/** One line of a source text, by offsets: its end (before the line end) and the start of the next line. */
export interface SourceLine {
  readonly text: string
  readonly number: number
  readonly start: number
  readonly end: number
  readonly next: number
}

/** Splits at CRLF, LF and CR; a byte order mark belongs to no line. */
export function sourceLines(source: string): SourceLine[] {
  const lines: SourceLine[] = []
  let start = source.startsWith('\uFEFF') ? 1 : 0
  const add = (end: number, next: number) => {
    lines.push({ text: source.slice(start, end), number: lines.length + 1, start, end, next })
    start = next
  }
  for (const { 0: lineEnd, index } of source.matchAll(/\r\n|\n|\r/g)) add(index, index + lineEnd.length)
  if (start < source.length) add(source.length, source.length)
  return lines
}

/** The lines without the blank ones at both ends. */
export function trimBlankLines(lines: readonly SourceLine[]): readonly SourceLine[] {
  const first = lines.findIndex((line) => !isBlank(line.text))
  if (first === -1) return []
  return lines.slice(first, lines.findLastIndex((line) => !isBlank(line.text)) + 1)
}

/** A section's text as it is kept: LF line ends, no outer blank lines. */
export function normaliseText(text: string): string {
  const lines = text.split(/\r\n|\n|\r/)
  const first = lines.findIndex((line) => !isBlank(line))
  if (first === -1) return ''
  return lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1).join('\n')
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}
