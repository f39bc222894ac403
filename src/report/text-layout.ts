import stringWidth from 'string-width'

export type Paint = (text: string) => string

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Where a text breaks into lines of at most `width` columns: `[start, end)` offsets, spaces at a break left out. */
export function breakLines(text: string, width: number): [start: number, end: number][] {
  const lines: [number, number][] = []
  let start = 0
  let end = 0
  let wordEnd = 0
  for (const { 0: token, index } of text.matchAll(/ +|[^ ]+/g)) {
    const stop = index + token.length
    const fits = stringWidth(text.slice(start, stop)) <= width
    if (!fits) {
      if (wordEnd > start) lines.push([start, wordEnd])
      start = token.startsWith(' ') ? stop : index
      for (const offset of hardBreaks(text.slice(start, stop), width)) {
        lines.push([start, index + offset])
        start = index + offset
      }
    }
    end = stop
    if (!token.startsWith(' ')) wordEnd = stop
  }
  if (end > start) lines.push([start, end])
  return lines
}

/** Words on lines of at most `width` columns; with `maxLines`, what does not fit is cut with an ellipsis. */
export function wrapText(text: string, width: number, maxLines = Number.POSITIVE_INFINITY): string[] {
  const breaks = breakLines(text, width)
  const lines = breaks.slice(0, maxLines).map(([start, end]) => text.slice(start, end))
  const last = breaks[maxLines - 1]
  if (last && breaks.length > maxLines) {
    const line = text.slice(last[0], last[1])
    const atWord = stringWidth(`${line}…`) > width ? line.replace(/ +[^ ]*$/, '') : line
    lines[maxLines - 1] = cutText(`${atWord}…`, width)
  }
  return lines
}

/** A text of at most `width` columns, cut with an ellipsis. */
export function cutText(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  const room = Math.max(width - 1, 0)
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    if (stringWidth(kept + segment) > room) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Fills up to `width` columns; text with colour codes counts as what is seen. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'left' ? text + fill : fill + text
}

/** A piece of a line: plain text and its colour. */
export interface Span {
  readonly text: string
  readonly paint?: Paint | undefined
  /** Never broken, even when it is wider than a line: a path, which a broken line would make useless. */
  readonly whole?: boolean | undefined
}

/** Short texts one after another, on as many lines of `width` columns as they need; one wider than a line is broken. */
export function flow(items: readonly Span[], width: number, separator = ' · '): string[] {
  const lines: string[] = []
  let line = ''
  for (const { text, paint = String, whole = false } of items) {
    const joined = line === '' ? '' : `${line}${separator}`
    if (line !== '' && stringWidth(joined) + stringWidth(text) <= width) {
      line = joined + paint(text)
      continue
    }
    if (line !== '') lines.push(line)
    const parts = (whole ? [text] : wrapText(text, width)).map((part) => paint(part))
    lines.push(...parts.slice(0, -1))
    line = parts.at(-1) ?? ''
  }
  return line === '' ? lines : [...lines, line]
}

/** Offsets inside a word at which it has to be broken, none when it fits. */
function hardBreaks(word: string, width: number): number[] {
  if (stringWidth(word) <= width) return []
  const offsets: number[] = []
  let start = 0
  for (const { segment, index } of graphemes.segment(word)) {
    if (index > start && stringWidth(word.slice(start, index + segment.length)) > width) {
      offsets.push(index)
      start = index
    }
  }
  return offsets
}
