import { type CaseResult, isFormatFailure, type TrialResult } from '../../core/case-result.ts'
import { wilsonInterval } from '../../core/statistics/wilson-interval.ts'
import type { TrialRule, TrialVerdict } from '../../core/trials/trial-rule.ts'
import { addUsageByRole, type UsageByRole } from '../../core/usage.ts'
import { mean } from '../calibration.ts'

/** One result of all trials of a case; with a single one planned it is that trial's own. */
export function mergeTrials(
  { trials, atLeast }: TrialRule,
  verdict: TrialVerdict,
  results: readonly CaseResult[],
): CaseResult {
  const shown = results.find((one) =>
    verdict === 'undecided' ? one.verdict === 'error' || one.verdict === 'skipped' : one.verdict === verdict,
  )
  if (!shown) throw new Error('A verdict stands without a trial that gave it.')
  if (trials === 1) return shown
  const judged = results.filter((one) => one.verdict === 'passed' || one.verdict === 'failed')
  const passed = judged.filter((one) => one.verdict === 'passed').length
  const decided = verdict !== 'undecided'
  const confidence = mean(judged.flatMap((one) => one.confidence ?? []))
  const probability = mean(judged.flatMap((one) => one.probability ?? []))
  const { confidence: _, probability: __, probabilityGap, ...rest } = shown
  return {
    ...rest,
    score: decided ? mean(judged.flatMap(({ score }) => score ?? [])) : null,
    ...(confidence === null ? {} : { confidence }),
    ...(probability === null ? (probabilityGap ? { probabilityGap } : {}) : { probability }),
    ...(decided && passed > 0 && passed < judged.length ? { flaky: true as const } : {}),
    trials: {
      planned: trials,
      atLeast,
      passed,
      failed: judged.length - passed,
      lost: results.length - judged.length,
      ...(judged.length > 0 ? { interval: wilsonInterval(passed, judged.length) } : {}),
      scores: meanScores(judged),
      results: results.map(trialOf),
    },
    usage: results.reduce<UsageByRole>((sum, { usage }) => addUsageByRole(sum, usage), {}),
  }
}

/** An answer of the wrong form counts 0 for every scorer, as it does among the cases. */
function meanScores(judged: readonly CaseResult[]): Record<string, number | null> {
  const names = new Set(judged.flatMap(({ scores }) => scores.map(({ name }) => name)))
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      mean(
        judged.flatMap((result) =>
          isFormatFailure(result)
            ? [0]
            : result.scores.flatMap((one) => (one.name === name ? (one.score ?? []) : [])),
        ),
      ),
    ]),
  )
}

/** What is kept of a trial: of one that passed, that it did. */
function trialOf({
  verdict,
  score,
  confidence,
  probability,
  kind,
  output,
  text,
  reason,
  error,
}: CaseResult): TrialResult {
  const numbers = {
    verdict,
    score,
    ...(confidence === undefined ? {} : { confidence }),
    ...(probability === undefined ? {} : { probability }),
  }
  if (verdict === 'passed') return numbers
  return {
    ...numbers,
    ...(kind === undefined ? {} : { kind }),
    ...(output === undefined ? {} : { output }),
    ...(text === undefined ? {} : { text }),
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error }),
  }
}
