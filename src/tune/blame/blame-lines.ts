import { diffArrays } from 'diff'
import type { BlamedLine, LineOrigin } from '../../core/prompt-blame.ts'
import type { Version } from './trace-run.ts'

interface OwnedLine {
  readonly text: string
  readonly origin: LineOrigin
}

/**
 * Whom each line of the last version is from: the first version that has it, all versions in between keeping it.
 *
 * @param seed the oldest text
 * @param versions what became of it, oldest first
 */
export function blameLines(seed: string, versions: readonly Version[]): BlamedLine[] {
  let lines: OwnedLine[] = linesOf(seed).map((text) => ({ text, origin: { from: 'seed' } }))
  for (const version of versions) lines = carryOver(lines, version)
  return lines.map((line, index) => ({ line: index + 1, ...line }))
}

function carryOver(lines: readonly OwnedLine[], { source, originOf }: Version): OwnedLine[] {
  const texts = lines.map(({ text }) => text)
  let at = 0
  let replaced: string[] = []
  return diffArrays(texts, linesOf(source)).flatMap((part): OwnedLine[] => {
    if (part.removed) {
      replaced = part.value
      at += part.value.length
      return []
    }
    if (part.added) {
      const own = part.value.map((text) => ({ text, origin: originOf(text, replaced) }))
      replaced = []
      return own
    }
    const kept = lines.slice(at, at + part.value.length)
    at += part.value.length
    replaced = []
    return kept
  })
}

/** How many lines of either text the other does not have. */
export function countChanges(before: string, after: string): number {
  return diffArrays(linesOf(before), linesOf(after)).reduce(
    (sum, { added, removed, value }) => sum + (added || removed ? value.length : 0),
    0,
  )
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
