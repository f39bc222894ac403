import { messageOf } from '../core/errors.ts'
import { actualValue, type CompareOptions, expectedValue } from './compared-values.ts'
import { feedbackLength, shorten, show } from './feedback.ts'
import { defineScorer, type Scorer } from './scorer.ts'
import { ScorerProblem } from './scorer-problem.ts'

export interface MatchesOptions extends CompareOptions {
  /** Default: the row's `expected`, as the source of a regular expression with the `u` flag. */
  readonly pattern?: RegExp | undefined
}

/** 1 when the output matches the regular expression somewhere, else 0. Threshold 1. */
export function matches(options: RegExp | MatchesOptions = {}): Scorer {
  const {
    path,
    pattern,
    name = 'matches',
  }: MatchesOptions = options instanceof RegExp ? { pattern: options } : options
  const fixed = pattern && stateless(pattern)
  const looksAt = fixed ? undefined : [path ?? '']
  return defineScorer(name, { threshold: 1, looksAt }, (args) => {
    const regex = fixed ?? compile(expectedValue(args, path))
    const actual = actualValue(args, path)
    const text = typeof actual === 'object' && actual !== null ? JSON.stringify(actual) : String(actual ?? '')
    return regex.test(text)
      ? { score: 1 }
      : {
          score: 0,
          feedback: shorten(`expected a match of ${regex}, got ${show(actual ?? '')}`, feedbackLength),
        }
  })
}

/** Without `g` and `y`, by which a match would depend on the one before. */
function stateless(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
}

function compile(source: unknown): RegExp {
  if (typeof source !== 'string') {
    throw new ScorerProblem(`needs a regular expression in "expected", and got ${show(source)}`)
  }
  try {
    return new RegExp(source, 'u')
  } catch (thrown) {
    throw new ScorerProblem(`got a broken regular expression in "expected": ${messageOf(thrown)}`)
  }
}
