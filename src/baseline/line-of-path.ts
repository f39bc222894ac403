import { elementOffsets, memberOffset, skipSpace } from '../dataset/json-positions.ts'
import { createLineCounter } from '../dataset/line-counter.ts'

/** The line on which a value of a JSON text starts, or the nearest one around it that is there. */
export function lineOfPath(text: string, path: readonly PropertyKey[]): number {
  let at = skipSpace(text, 0)
  for (const key of path) {
    const next = step(text, at, key)
    if (next === undefined) break
    at = next
  }
  return createLineCounter(text)(at)
}

function step(text: string, at: number, key: PropertyKey): number | undefined {
  if (text[at] === '{' && typeof key === 'string') return memberOffset(text, at, key)
  if (text[at] === '[' && typeof key === 'number') return elementOffsets(text, at)[key]
  return undefined
}
