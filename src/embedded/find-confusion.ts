import { isRecord } from '../core/json.ts'

/** The label that was due and the one that came. */
export interface Confusion {
  readonly expected: string
  readonly given: string
}

const longestLabel = 60

function isLabel(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestLabel && !/[\n.!?]/.test(value)
}

function pathsTo(value: unknown, path: readonly string[] = []): { path: string; text: string }[] {
  if (isLabel(value)) return [{ path: path.join('.'), text: value }]
  return isRecord(value)
    ? Object.entries(value).flatMap(([key, member]) => pathsTo(member, [...path, key]))
    : []
}

/**
 * Compares what was expected with what came: at the same path where both are objects; a bare expected label with the
 * shortest text of the output, since explanations are longer.
 */
export function findConfusion(expected: unknown, output: unknown): Confusion | undefined {
  const due = pathsTo(expected)
  const came = pathsTo(output)
  for (const { path, text } of due) {
    const same = came.find((other) => other.path === path)
    if (same && same.text !== text) return { expected: text, given: same.text }
  }
  const [only] = due
  if (due.length !== 1 || !only || came.some(({ path }) => path === only.path)) return undefined
  const given = came.toSorted((a, b) => a.text.length - b.text.length)[0]
  return given && given.text !== only.text ? { expected: only.text, given: given.text } : undefined
}
