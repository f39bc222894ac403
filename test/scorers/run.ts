import type { Usage } from '../../src/core/usage.ts'
import type { ModelClient } from '../../src/model/client.ts'
import { runScorer, type ScorerOutcome } from '../../src/scorers/run-scorer.ts'
import type { Scorer, ScorerArgs, ScorerContext } from '../../src/scorers/scorer.ts'
import { clientFor } from '../support/model-client.ts'

export interface Given<Output = unknown, Expected = unknown> {
  output: Output
  expected?: Expected
  input?: unknown
}

export function argsFor<Output, Expected>({
  output,
  expected,
  input = { ticket: 'Where is my parcel?' },
}: Given<Output, Expected>): ScorerArgs<unknown, Output, Expected | undefined> {
  const text = typeof output === 'string' ? output : (JSON.stringify(output) ?? '')
  return { input, output, expected, text, id: 'case-1', tags: [], metadata: {} }
}

export function contextFor(model: ModelClient = clientFor({}), signal?: AbortSignal) {
  const usages: [string, Usage][] = []
  const context: ScorerContext = {
    model,
    recordUsage: (role, usage) => usages.push([role, usage]),
    ...(signal ? { signal } : {}),
  }
  return { context, usages }
}

export function run<Output, Expected>(
  scorer: Scorer<unknown, Output, Expected>,
  given: Given<Output, Expected>,
  context = contextFor().context,
): Promise<ScorerOutcome> {
  // A row may lack `expected`, whatever the scorer's types say.
  const args = argsFor(given) as ScorerArgs<unknown, Output, Expected>
  return runScorer(scorer, args, context, 0.7)
}

/** The score alone; fails the test on an error. */
export async function scoreOf(scorer: Scorer, given: Given): Promise<number | null> {
  const outcome = await run(scorer, given)
  if (!outcome.ok) throw new Error(outcome.error.message)
  return outcome.score.score
}

export async function feedbackOf(scorer: Scorer, given: Given): Promise<string | undefined> {
  const outcome = await run(scorer, given)
  return outcome.ok ? outcome.score.feedback : outcome.error.message
}
