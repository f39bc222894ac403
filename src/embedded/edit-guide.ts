import { findLabelLine, writeLabelLine } from './label-line.ts'

/** Words to list for a label and words to take off its list. */
export interface LabelEdit {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

const longestList = 60
const placeholder = /\{\{\s*[A-Za-z_]/

/** Where a new label line goes: after the last label line, else before the paragraph of the first placeholder, else last. */
function newLineIndex(lines: readonly string[], labels: readonly string[]): number {
  const last = Math.max(-1, ...labels.map((label) => findLabelLine(lines, label, labels)?.number ?? -1))
  if (last >= 0) return last + 1
  const first = lines.findIndex((line) => placeholder.test(line))
  if (first < 0) return lines.length
  const blank = lines.slice(0, first).findLastIndex((line) => line.trim() === '')
  return blank + 1
}

function addLine(lines: string[], label: string, words: readonly string[], labels: readonly string[]): void {
  const index = newLineIndex(lines, labels)
  const before = lines[index - 1]
  const beside = before !== undefined && labels.some((other) => findLabelLine([before], other, labels))
  const bullet = (beside ? /^\s*(?:[-*+•]|\d+[.)])\s+/.exec(before)?.[0] : undefined) ?? '- '
  const added = [
    `${bullet.replace(/\d+/, (number) => String(Number(number) + 1))}${label}: ${[...words].sort().join(', ')}`,
  ]
  if (!beside && before !== undefined && before.trim() !== '') added.unshift('')
  if (!beside && (lines[index] ?? '').trim() !== '') added.push('')
  lines.splice(index, 0, ...added)
}

/** Edits the label lines of a section; everything else in it stays as it is. */
export function editGuide(
  text: string,
  edits: ReadonlyMap<string, LabelEdit>,
  labels: readonly string[],
): string {
  const lines = text.split('\n')
  for (const [label, { add, remove }] of edits) {
    const line = findLabelLine(lines, label, labels)
    if (line) {
      const kept = line.listed.filter((word) => !remove.includes(word))
      const listed = [...kept, ...add.filter((word) => !kept.includes(word))].slice(0, longestList)
      if (listed.join() !== line.listed.join()) lines[line.number] = writeLabelLine({ ...line, listed })
    } else if (add.length > 0) addLine(lines, label, add, labels)
  }
  return lines.join('\n')
}
