import { isDeepStrictEqual } from 'node:util'
import { absence, actualValue, type CompareOptions, expectedValue } from './compared-values.ts'
import { feedbackLength, mismatch, shorten } from './feedback.ts'
import { defineScorer, type Scorer } from './scorer.ts'

export interface ExactMatchOptions extends CompareOptions {
  /** Compares texts without regard to case. Default false. */
  readonly ignoreCase?: boolean | undefined
  /** Leaves outer white space of texts out of account. Default true. */
  readonly trim?: boolean | undefined
}

/**
 * 1 when the output equals the row's `expected`, else 0. Objects and arrays are compared deeply; a text output equals
 * the number or boolean that it spells. Threshold 1.
 *
 * @example exactMatch({ path: 'queue' }) // output.queue against expected.queue, or against expected
 */
export function exactMatch(options: ExactMatchOptions = {}): Scorer {
  const { path, ignoreCase = false, trim = true, name = 'exactMatch' } = options
  const normal = (value: unknown, other: unknown) => {
    const text = isScalar(value) && typeof other === 'string' ? String(value) : value
    if (typeof text !== 'string') return text
    const trimmed = trim ? text.trim() : text
    return ignoreCase ? trimmed.toLowerCase() : trimmed
  }
  return defineScorer(name, { threshold: 1, looksAt: [path ?? ''] }, (args) => {
    const expected = expectedValue(args, path)
    const actual = actualValue(args, path)
    return isDeepStrictEqual(normal(actual, expected), normal(expected, actual))
      ? { score: 1 }
      : {
          score: 0,
          feedback: shorten(
            mismatch(expected, actual) + (actual === undefined ? absence(args, path) : ''),
            feedbackLength,
          ),
        }
  })
}

function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}
