import { isRecord } from '../core/json.ts'
import {
  actualValue,
  type CompareOptions,
  expectedValue,
  missingField,
  structured,
} from './compared-values.ts'
import { feedbackLength, mismatch, shorten } from './feedback.ts'
import { getPath } from './get-path.ts'
import { defineScorer, type Scorer, type ScorerArgs } from './scorer.ts'

export interface JsonMatchOptions extends CompareOptions {
  /** Compares only these paths of the output with the same paths of `expected`. */
  readonly paths?: readonly string[] | undefined
  /** The output's objects may hold more members than expected. Default true. */
  readonly subset?: boolean | undefined
  /** The score is the share of matching leaves. Default false: 1 when all match, else 0. */
  readonly partial?: boolean | undefined
}

interface Comparison {
  leaves: number
  readonly differences: { readonly path: string; readonly expected: unknown; readonly actual: unknown }[]
}

/** Compares JSON deeply: every member that is expected must match; lists must match in length and order. Threshold 1. */
export function jsonMatch(options: JsonMatchOptions = {}): Scorer {
  const { path, paths, subset = true, partial = false, name = 'jsonMatch' } = options
  const looksAt = paths?.map((below) => (path === undefined ? below : `${path}.${below}`)) ?? [path ?? '']
  return defineScorer(name, { threshold: 1, looksAt }, (args) => {
    const comparison: Comparison = { leaves: 0, differences: [] }
    for (const { at, expected, actual } of pairs(args, path, paths))
      compare(expected, actual, at, subset, comparison)
    const { leaves, differences } = comparison
    if (differences.length === 0) return { score: 1 }
    return {
      score: partial ? 1 - differences.length / leaves : 0,
      feedback: shorten(
        differences
          .slice(0, 3)
          .map((one) => `${one.path || 'output'}: ${mismatch(one.expected, one.actual)}`)
          .join('; '),
        feedbackLength,
      ),
    }
  })
}

function pairs(args: ScorerArgs, path: string | undefined, paths: readonly string[] | undefined) {
  if (!paths) {
    const expected = expectedValue(args, path)
    const actual = actualValue(args, path)
    return [{ at: path ?? '', expected, actual: typeof expected === 'string' ? actual : structured(actual) }]
  }
  const whole = { expected: expectedValue(args, path), actual: structured(actualValue(args, path)) }
  return paths.map((below) => {
    const at = path === undefined ? below : `${path}.${below}`
    const expected = getPath(whole.expected, below)
    if (expected === undefined) throw missingField(args, `expected.${at}`)
    return { at, expected, actual: getPath(whole.actual, below) }
  })
}

function compare(expected: unknown, actual: unknown, path: string, subset: boolean, into: Comparison): void {
  const members = membersOf(expected, actual, subset)
  if (members.length === 0) {
    into.leaves += 1
    const same = isStructure(expected) ? sameKind(expected, actual) : expected === actual
    if (!same) into.differences.push({ path, expected, actual })
    return
  }
  for (const name of members) {
    const below = Array.isArray(expected) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    compare(
      memberOf(expected, name),
      sameKind(expected, actual) ? memberOf(actual, name) : undefined,
      below,
      subset,
      into,
    )
  }
}

/** The members to compare: those expected and, in lists and in whole comparisons, those that the output has besides. */
function membersOf(expected: unknown, actual: unknown, subset: boolean): string[] {
  if (!isStructure(expected)) return []
  const own = Object.keys(expected)
  if (!isStructure(actual) || !sameKind(expected, actual) || (subset && !Array.isArray(expected))) return own
  return [...new Set([...own, ...Object.keys(actual)])]
}

function memberOf(value: unknown, name: string): unknown {
  return isStructure(value) && Object.hasOwn(value, name)
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined
}

function isStructure(value: unknown): value is object {
  return Array.isArray(value) || isRecord(value)
}

function sameKind(a: unknown, b: unknown): boolean {
  return Array.isArray(a) ? Array.isArray(b) : isRecord(a) && isRecord(b)
}
