import { diffWordsWithSpace, structuredPatch } from 'diff'
import { escapeControl } from './escape-control.ts'

export interface DiffLine {
  readonly kind: 'kept' | 'removed' | 'added' | 'gap'
  /** Line number in the file that has the line: the old one for a removed line. */
  readonly number: number
  /** Safe to print. */
  readonly text: string
  /** Parts that the paired line of the other side does not have, as `[start, end)` offsets into `text`. */
  readonly changed: readonly (readonly [start: number, end: number])[]
}

type HunkLine = Omit<DiffLine, 'changed'>

const context = 3
/** More edits than this and the search for the shortest diff would take seconds: then everything is replaced. */
const maxEdits = 1_000
/** Longer lines are not compared word by word. */
const maxPairLength = 5_000

/** The differing lines of two texts with 3 lines around them; a `gap` stands between parts that are apart. */
export function diffLines(before: string, after: string): DiffLine[] {
  const hunks = structuredPatch('', '', before, after, undefined, undefined, {
    context,
    maxEditLength: maxEdits,
  })?.hunks ?? [replaceAll(before, after)]
  return hunks.flatMap(({ oldStart, newStart, lines }, index) => [
    ...(index === 0 ? [] : [gap]),
    ...markWords(numberLines(oldStart, newStart, lines)),
  ])
}

const gap: DiffLine = { kind: 'gap', number: 0, text: '', changed: [] }

function replaceAll(before: string, after: string) {
  const lines = [
    ...before.split('\n').map((line) => `-${line}`),
    ...after.split('\n').map((line) => `+${line}`),
  ]
  return { oldStart: 1, newStart: 1, lines }
}

function numberLines(oldStart: number, newStart: number, lines: readonly string[]): HunkLine[] {
  let oldLine = oldStart
  let newLine = newStart
  return lines.flatMap((line): HunkLine[] => {
    const text = escapeControl(line.slice(1).replace(/\r$/, ''))
    if (line.startsWith('-')) return [{ kind: 'removed', number: oldLine++, text: showEnd(text) }]
    if (line.startsWith('+')) return [{ kind: 'added', number: newLine++, text: showEnd(text) }]
    if (!line.startsWith(' ')) return []
    oldLine += 1
    return [{ kind: 'kept', number: newLine++, text }]
  })
}

/** Spaces at the end of a changed line may be all that changed. */
function showEnd(text: string): string {
  return text.replace(/ +$/, (spaces) => '·'.repeat(spaces.length))
}

/** Pairs the removed lines of a run with the added ones that follow and marks the words that differ. */
function markWords(lines: readonly HunkLine[]): DiffLine[] {
  const marked: DiffLine[] = lines.map((line) => ({ ...line, changed: [] }))
  let start = 0
  while (start < lines.length) {
    const middle = endOfRun(lines, start, 'removed')
    const end = endOfRun(lines, middle, 'added')
    for (let pair = 0; pair < Math.min(middle - start, end - middle); pair++) {
      const [removed, added] = [marked[start + pair], marked[middle + pair]]
      if (!removed || !added) continue
      const words = diffWords(removed.text, added.text)
      marked[start + pair] = { ...removed, changed: words.removed }
      marked[middle + pair] = { ...added, changed: words.added }
    }
    start = Math.max(end, start + 1)
  }
  return marked
}

function endOfRun(lines: readonly HunkLine[], start: number, kind: DiffLine['kind']): number {
  let end = start
  while (lines[end]?.kind === kind) end += 1
  return end
}

function diffWords(before: string, after: string) {
  const removed: [number, number][] = []
  const added: [number, number][] = []
  if (before.length + after.length > maxPairLength) return { removed, added }
  let [oldAt, newAt, common] = [0, 0, 0]
  for (const part of diffWordsWithSpace(before, after)) {
    const { length } = part.value
    if (part.removed) removed.push([oldAt, oldAt + length])
    else if (part.added) added.push([newAt, newAt + length])
    else common += length
    if (!part.added) oldAt += length
    if (!part.removed) newAt += length
  }
  // Lines that share little are two different lines: marking nearly every word would only be noise.
  return common * 2 < Math.min(before.length, after.length) ? { removed: [], added: [] } : { removed, added }
}
