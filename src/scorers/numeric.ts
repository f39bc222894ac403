import { retuneError } from '../core/errors.ts'
import { absence, actualValue, type CompareOptions, expectedValue } from './compared-values.ts'
import { feedbackLength, mismatch, shorten, show } from './feedback.ts'
import { parseNumber } from './parse-number.ts'
import { defineScorer, type Scorer } from './scorer.ts'
import { ScorerProblem } from './scorer-problem.ts'

export interface NumericOptions extends CompareOptions {
  /** The difference may be as large as this. Default 0. */
  readonly absolute?: number | undefined
  /** The difference may be as large as this share of the expected number. Default 1e-9, or 0 when `absolute` is set. */
  readonly relative?: number | undefined
}

/**
 * 1 when the output is the expected number, within the larger of the two tolerances, else 0. Texts are read as
 * `1,234.5`: comma for thousands, dot for decimals; currency signs, `%` (a hundredth) and accountants' parentheses
 * (negative) are understood. Threshold 1.
 *
 * @throws RetuneError SCORER_OPTION for a tolerance below 0
 */
export function numeric(options: NumericOptions = {}): Scorer {
  const {
    path,
    absolute = 0,
    relative = options.absolute === undefined ? 1e-9 : 0,
    name = 'numeric',
  } = options
  if (!(absolute >= 0 && relative >= 0)) {
    throw retuneError('SCORER_OPTION', {
      scorer: name,
      problem: `a tolerance is ${show(Math.min(absolute, relative))}`,
      fix: 'Give `absolute` and `relative` as numbers of 0 or more.',
    })
  }
  return defineScorer(name, { threshold: 1, looksAt: [path ?? ''] }, (args) => {
    const wanted = expectedValue(args, path)
    const expected = parseNumber(wanted)
    if (expected === undefined) {
      throw new ScorerProblem(
        `needs a number in "expected", and got ${show(wanted)} (comma for thousands, dot for decimals)`,
      )
    }
    const given = actualValue(args, path)
    const actual = parseNumber(given)
    if (actual === undefined) {
      const got =
        given === undefined
          ? `nothing${absence(args, path)}`
          : `${show(given)}, which is not a number (comma for thousands, dot for decimals)`
      return { score: 0, feedback: shorten(`expected ${show(wanted)}, got ${got}`, feedbackLength) }
    }
    const difference = Math.abs(actual - expected)
    // The last binary digits of both numbers are no difference.
    const rounding = 4 * Number.EPSILON * Math.max(Math.abs(actual), Math.abs(expected))
    return difference <= Math.max(absolute, relative * Math.abs(expected)) + rounding
      ? { score: 1 }
      : { score: 0, feedback: `${mismatch(wanted, given)}: off by ${Number(difference.toPrecision(6))}` }
  })
}
