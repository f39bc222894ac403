import { retuneError } from '../core/errors.ts'
import { actualValue, type CompareOptions, expectedValue } from './compared-values.ts'
import { feedbackLength, mismatch, shorten, show } from './feedback.ts'
import { type TokenOverlap, tokenOverlap } from './hotpot-answer.ts'
import { defineScorer, type Scorer } from './scorer.ts'
import { ScorerProblem } from './scorer-problem.ts'

export interface TokenF1Options extends CompareOptions {
  /** The least score that passes, in [0, 1]. Default 0.5. */
  readonly threshold?: number | undefined
}

/**
 * Overlap of words with the expected answer, in [0, 1], by the rules of HotPotQA: case, punctuation and articles do not
 * count. A list of expected answers counts by its best. The metadata holds precision and recall.
 *
 * @throws RetuneError SCORER_OPTION for a threshold outside [0, 1]
 */
export function tokenF1(options: TokenF1Options = {}): Scorer {
  const { path, threshold = 0.5, name = 'tokenF1' } = options
  requireThreshold(name, threshold)
  return defineScorer(name, { threshold, looksAt: [path ?? ''] }, (args) => {
    const expected = expectedValue(args, path)
    const actual = actualValue(args, path)
    const answer = isAnswer(actual) ? String(actual) : ''
    const best = answersOf(expected)
      .map((gold) => tokenOverlap(answer, gold))
      .reduce((a, b) => (b.f1 > a.f1 ? b : a))
    return {
      score: best.f1,
      metadata: { ...best },
      ...(best.f1 < 1 ? { feedback: explain(expected, actual, best) } : {}),
    }
  })
}

/** @throws RetuneError SCORER_OPTION */
export function requireThreshold(scorer: string, threshold: number): void {
  if (threshold >= 0 && threshold <= 1) return
  throw retuneError('SCORER_OPTION', {
    scorer,
    problem: `the threshold is ${show(threshold)}`,
    fix: 'Give a number from 0 to 1.',
  })
}

function explain(expected: unknown, actual: unknown, { precision, recall }: TokenOverlap): string {
  const shares = `precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`
  return shorten(`${mismatch(expected, actual)} (${shares})`, feedbackLength)
}

function isAnswer(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function answersOf(expected: unknown): string[] {
  const answers: unknown[] = Array.isArray(expected) ? expected : [expected]
  if (answers.length === 0 || !answers.every(isAnswer)) {
    throw new ScorerProblem(`needs a text or a list of texts in "expected", and got ${show(expected)}`)
  }
  return answers.map(String)
}
