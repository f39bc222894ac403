import { list } from '../core/error-catalogue/suggest.ts'
import { isRecord } from '../core/json.ts'
import { getPath } from './get-path.ts'
import type { ScorerArgs } from './scorer.ts'
import { ScorerProblem } from './scorer-problem.ts'

/** Options of the scorers that compare one value. */
export interface CompareOptions {
  /** Compares only the value at this path (`items[0].price`) of the output. Default: the whole output. */
  readonly path?: string | undefined
  /** Default: the scorer's own name. Set it to use one scorer twice in a suite. */
  readonly name?: string | undefined
}

/** What the scorer judges: the output, or the value at `path` in it; an output that is JSON text is looked into. */
export function actualValue(args: ScorerArgs, path: string | undefined): unknown {
  return path === undefined ? args.output : getPath(structured(args.output), path)
}

/**
 * The row's `expected`; with a path the value there, or `expected` itself when it is no object with that path.
 *
 * @throws ScorerProblem when the row has no `expected`
 */
export function expectedValue(args: ScorerArgs, path: string | undefined): unknown {
  const { expected } = args
  if (expected === undefined) throw missingField(args, path === undefined ? 'expected' : `expected.${path}`)
  if (path === undefined || !isRecord(expected)) return expected
  const found = getPath(expected, path)
  return found === undefined ? expected : found
}

export function missingField(args: ScorerArgs, field: string): ScorerProblem {
  return new ScorerProblem(`needs the row field "${field}", which case "${args.id}" does not have`)
}

/** ` at "queue": the output has label and reasoning`, to follow "nothing"; empty without a path. */
export function absence(args: ScorerArgs, path: string | undefined): string {
  if (path === undefined) return ''
  const output = structured(args.output)
  const has = isRecord(output) ? list(Object.keys(output).slice(0, shownNames)) : 'no members'
  return ` at "${path}": the output has ${has}`
}

const shownNames = 6

/** Text that holds JSON as what it holds; anything else as it is. */
export function structured(output: unknown): unknown {
  if (typeof output !== 'string') return output
  try {
    return JSON.parse(output)
  } catch {
    return output
  }
}
