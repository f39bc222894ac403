import type { CaseError } from '../core/case-result.ts'
import { isRecord, toJson } from '../core/json.ts'
import type { Score } from '../core/score.ts'
import { runScorer } from '../scorers/run-scorer.ts'
import type { Scorer, ScorerArgs, ScorerContext } from '../scorers/scorer.ts'

export interface Scoring {
  readonly scores: readonly Score[]
  /** Mean of the scores that are not `null`; `null` when there is none. */
  readonly score: number | null
  /** Does every score that is not `null` reach its threshold? */
  readonly passed: boolean
  /** The first scorer that broke. */
  readonly error?: CaseError
}

/** Asks all scorers at once. */
export async function scoreOutput(
  scorers: readonly Scorer[],
  args: ScorerArgs,
  context: ScorerContext,
  threshold: number,
): Promise<Scoring> {
  const several = scorers.filter(isNameless).length > 1
  const ran = await Promise.all(
    scorers.map((scorer, index) => {
      // By its place in the list: scores of the same name would be taken together.
      const nameless = several ? `scorer ${index + 1}` : undefined
      return runScorer(scorer, args, context, threshold, nameless)
    }),
  )
  const scores = ran.flatMap((one) => (one.ok ? [asPlainData(one.score)] : []))
  const error = ran.flatMap((one) => (one.ok ? [] : [one.error]))[0]
  const given = scores.flatMap(({ score, threshold: least }) => (score === null ? [] : [{ score, least }]))
  return {
    scores,
    score: given.length === 0 ? null : given.reduce((sum, { score }) => sum + score, 0) / given.length,
    passed: given.every(({ score, least }) => score >= least),
    ...(error ? { error } : {}),
  }
}

function isNameless({ scorerName, name }: Scorer): boolean {
  return scorerName === undefined && name === ''
}

/** Metadata is the scorer's own and may hold anything. */
function asPlainData(score: Score): Score {
  if (score.metadata === undefined) return score
  const metadata = toJson(score.metadata)
  return { ...score, metadata: isRecord(metadata) ? metadata : { metadata } }
}
