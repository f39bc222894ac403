import { absence, actualValue, type CompareOptions, expectedValue } from './compared-values.ts'
import { feedbackLength, shorten, show } from './feedback.ts'
import { defineScorer, type Scorer } from './scorer.ts'
import { ScorerProblem } from './scorer-problem.ts'

export interface IncludesOptions extends CompareOptions {
  /** What the output must include. Default: the row's `expected`, a text or a list of texts. */
  readonly value?: string | readonly string[] | undefined
  /** One of several texts is enough. Default false: all are needed. */
  readonly any?: boolean | undefined
  /** Default false. */
  readonly ignoreCase?: boolean | undefined
}

/**
 * 1 when the output includes the text, or all texts of a list (`any`: one of them), else 0. In a list output one
 * element must equal the text; other structures are searched as JSON. Threshold 1.
 */
export function includes(options: IncludesOptions = {}): Scorer {
  const { path, value, any = false, ignoreCase = false, name = 'includes' } = options
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  const looksAt = value === undefined ? [path ?? ''] : undefined
  return defineScorer(name, { threshold: 1, looksAt }, (args) => {
    const wanted = textsOf(value ?? expectedValue(args, path))
    const actual = actualValue(args, path)
    const missing = wanted.filter((text) => !holds(actual, fold(text), fold))
    const found = any ? missing.length < wanted.length : missing.length === 0
    if (found) return { score: 1 }
    const list = missing.map(show).join(any ? ' or ' : ' and ')
    const got = actual === undefined ? `nothing${absence(args, path)}` : show(actual)
    return { score: 0, feedback: shorten(`expected to find ${list} in ${got}`, feedbackLength) }
  })
}

function textsOf(value: unknown): string[] {
  const texts: unknown[] = Array.isArray(value) ? value : [value]
  const usable = texts.filter((text) => typeof text === 'string' || typeof text === 'number').map(String)
  if (usable.length === 0 || usable.length < texts.length) {
    throw new ScorerProblem(`needs a text or a list of texts to look for, and got ${show(value)}`)
  }
  return usable
}

function holds(actual: unknown, text: string, fold: (text: string) => string): boolean {
  if (actual === undefined || actual === null) return false
  if (Array.isArray(actual)) return actual.some((element) => fold(String(element)) === text)
  return fold(typeof actual === 'object' ? JSON.stringify(actual) : String(actual)).includes(text)
}
