import { stripVTControlCharacters } from 'node:util'
import type { CaseError } from '../core/case-result.ts'
import { messageOf } from '../core/errors.ts'
import { isRecord } from '../core/json.ts'
import type { Score } from '../core/score.ts'
import { withPlace } from '../core/thrown-place.ts'
import { feedbackLength, shorten, show } from './feedback.ts'
import type { Scorer, ScorerArgs, ScorerContext } from './scorer.ts'
import { ScorerProblem } from './scorer-problem.ts'

export type ScorerOutcome =
  | { readonly ok: true; readonly score: Score }
  | { readonly ok: false; readonly error: CaseError }

/**
 * Asks one scorer and checks what it gives; never throws.
 *
 * @param defaultThreshold the least score that passes, in [0, 1], for a scorer that declares none
 * @param nameless what a function without a name goes by
 */
export async function runScorer<Input, Output, Expected>(
  scorer: Scorer<Input, Output, Expected>,
  args: ScorerArgs<Input, Output, Expected>,
  context: ScorerContext,
  defaultThreshold: number,
  nameless = 'scorer',
): Promise<ScorerOutcome> {
  const name = scorer.scorerName ?? (scorer.name || nameless)
  const threshold = scorer.threshold ?? defaultThreshold
  if (!(threshold >= 0 && threshold <= 1)) {
    return broken(name, `has the threshold ${show(threshold)}, which is not a number in [0, 1]`)
  }
  try {
    return readResult(await scorer(args, context), {
      name,
      named: scorer.scorerName !== undefined,
      threshold,
    })
  } catch (thrown) {
    if (isAssertion(thrown)) {
      const feedback = shorten(stripVTControlCharacters(String(thrown.message)).trim(), feedbackLength)
      return { ok: true, score: { name, score: 0, threshold, feedback } }
    }
    if (context.signal?.aborted) {
      return { ok: false, error: { kind: 'aborted', message: `The scorer "${name}" was stopped.` } }
    }
    if (thrown instanceof ScorerProblem) return broken(name, thrown.message)
    return broken(name, `threw ${errorName(thrown)}: ${withPlace(shorten(messageOf(thrown), 1000), thrown)}`)
  }
}

interface Naming {
  readonly name: string
  /** Did the scorer itself set its name? Then the result's name does not count. */
  readonly named: boolean
  readonly threshold: number
}

function readResult(result: unknown, { name: given, named, threshold }: Naming): ScorerOutcome {
  const details = isRecord(result) ? result : { score: result }
  const name = !named && typeof details.name === 'string' && details.name !== '' ? details.name : given
  // autoevals reports a judge that it could not ask in `error`, next to a score of 0 or null.
  if (details.error !== undefined && details.error !== null) {
    return broken(name, `failed: ${shorten(messageOf(details.error), 1000)}`)
  }
  const score = typeof details.score === 'boolean' ? Number(details.score) : details.score
  if (score === undefined && !isRecord(result)) {
    return broken(
      name,
      'returned nothing. Return a number in [0, 1], a boolean or { score }; return true at the end of a scorer made of assertions',
    )
  }
  if (score !== null && !(typeof score === 'number' && score >= 0 && score <= 1)) {
    return broken(
      name,
      `gave the score ${show(score)}, which is not a number in [0, 1], a boolean or null${hintOf(result, score)}`,
    )
  }
  const metadata = isRecord(details.metadata) ? details.metadata : undefined
  const feedback = details.feedback ?? metadata?.rationale
  return {
    ok: true,
    score: {
      name,
      score,
      threshold,
      ...(typeof feedback === 'string' && feedback !== '' ? { feedback } : {}),
      ...(metadata ? { metadata } : {}),
    },
  }
}

function hintOf(result: unknown, score: unknown): string {
  if (typeof result === 'function') return '. Call it where the suite lists its scorers, as in exactMatch()'
  return typeof score === 'number' && score > 1 && Number.isFinite(score) ? '. Divide it by its maximum' : ''
}

function broken(name: string, what: string): ScorerOutcome {
  return { ok: false, error: { kind: 'scorer', message: `The scorer "${name}" ${what.replace(/\.$/, '')}.` } }
}

/** By name, since Vitest's assertions may come from another realm. */
function isAssertion(thrown: unknown): thrown is { message?: unknown } {
  return isRecord(thrown) && thrown.name === 'AssertionError'
}

function errorName(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown
}
