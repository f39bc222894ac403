import type { TemplateLine } from '../template-lines.ts'

/** Lines that belong together, from `start` on; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

const bullet = /^([ \t]*)([-*+•])[ \t]+\S/
const rule = /^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$/

/** The bullet lists of a template, outermost ones, each as its items; an item holds what is indented below it. */
export function findLists(lines: readonly TemplateLine[]): Span[][] {
  const lists: Span[][] = []
  for (let at = 0; at < lines.length; at++) {
    const items = itemsFrom(lines, at)
    const last = items.at(-1)
    if (!last) continue
    lists.push(items)
    at = last.end - 1
  }
  return lists
}

function itemsFrom(lines: readonly TemplateLine[], from: number): Span[] {
  const mark = markAt(lines, from)
  if (!mark) return []
  const items: Span[] = []
  let start = from
  while (markAt(lines, start)?.same(mark)) {
    let end = start + 1
    while (isBelow(lines[end], mark.indent)) end++
    items.push({ start, end })
    const loose = lines[end]?.text.trim() === '' && !lines[end]?.fixed
    start = loose && markAt(lines, end + 1)?.same(mark) ? end + 1 : end
  }
  return items
}

interface Mark {
  readonly indent: number
  readonly sign: string
  same(other: Mark): boolean
}

function markAt(lines: readonly TemplateLine[], index: number): Mark | undefined {
  const line = lines[index]
  if (!line || line.fixed || rule.test(line.text)) return undefined
  const [, space, sign] = bullet.exec(line.text) ?? []
  if (space === undefined || sign === undefined) return undefined
  const indent = space.length
  return { indent, sign, same: (other) => other.indent === indent && other.sign === sign }
}

function isBelow(line: TemplateLine | undefined, indent: number): boolean {
  return line !== undefined && line.text.search(/\S/) > indent
}
