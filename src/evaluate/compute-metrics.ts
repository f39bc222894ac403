import { type CaseResult, isFormatFailure } from '../core/case-result.ts'
import type { GroupMetrics, Metrics } from '../core/metrics.ts'
import { addUsageByRole, type UsageByRole } from '../core/usage.ts'
import { brierScore, expectedCalibrationError, mean } from './calibration.ts'
import { logprobMetrics } from './logprob-metrics.ts'

const isJudged = ({ verdict }: CaseResult) => verdict === 'passed' || verdict === 'failed'

/**
 * Counts and means over a set of results. Errored and skipped cases are in no mean, but their usage counts. An answer of
 * the wrong form counts 0 in the score and in every scorer's mean; it reports no confidence, so it is in neither
 * confidence, Brier score nor calibration error.
 *
 * The released RPT code agrees, but for one thing: without a single confidence it reports a Brier score of 0 or of 1,
 * depending on the task, and a mean confidence of 0; here both are `null`, since nothing was measured.
 */
export function computeMetrics(results: readonly CaseResult[]): Metrics {
  const judged = results.filter(isJudged)
  const forecasts = judged.flatMap(({ confidence, score }) =>
    confidence === undefined || score === null ? [] : [{ confidence, score }],
  )
  return {
    ...groupMetrics(results),
    scores: meanByScorer(judged),
    confidence: mean(judged.flatMap(({ confidence }) => confidence ?? [])),
    brier: brierScore(forecasts),
    ece: expectedCalibrationError(forecasts),
    ...logprobMetrics(judged),
    formatErrorRate: judged.length === 0 ? null : judged.filter(isFormatFailure).length / judged.length,
    ...countFlaky(results),
    usage: results.reduce<UsageByRole>((sum, { usage }) => addUsageByRole(sum, usage), {}),
    tags: metricsByTag(results),
  }
}

function countFlaky(results: readonly CaseResult[]): Pick<Metrics, 'flaky'> {
  const flaky = results.filter((result) => result.flaky).length
  return flaky > 0 ? { flaky } : {}
}

function groupMetrics(results: readonly CaseResult[]): GroupMetrics {
  const counts = { passed: 0, failed: 0, error: 0, skipped: 0 }
  for (const { verdict } of results) counts[verdict] += 1
  const { passed, failed, error: errored, skipped } = counts
  return {
    cases: results.length,
    passed,
    failed,
    errored,
    skipped,
    passRate: passed + failed === 0 ? null : passed / (passed + failed),
    score: mean(results.filter(isJudged).flatMap(({ score }) => score ?? [])),
  }
}

function meanByScorer(judged: readonly CaseResult[]): Metrics['scores'] {
  const byName = new Map<string, number[]>()
  for (const result of judged) {
    for (const [name, score] of scoresOf(result)) {
      const values = byName.get(name) ?? []
      if (score !== null) values.push(score)
      byName.set(name, values)
    }
  }
  // Under trials the means hold what was of the wrong form.
  const misshapen = judged
    .filter((result) => isFormatFailure(result) && scoresOf(result).length === 0)
    .map(() => 0)
  return Object.fromEntries([...byName].map(([name, values]) => [name, mean([...values, ...misshapen])]))
}

function scoresOf({ scores, trials }: CaseResult): (readonly [name: string, score: number | null])[] {
  return trials ? Object.entries(trials.scores) : scores.map(({ name, score }) => [name, score])
}

function metricsByTag(results: readonly CaseResult[]): Metrics['tags'] {
  const byTag = new Map<string, CaseResult[]>()
  for (const result of results) {
    for (const tag of new Set(result.tags)) {
      const group = byTag.get(tag)
      if (group) group.push(result)
      else byTag.set(tag, [result])
    }
  }
  return Object.fromEntries([...byTag].map(([tag, group]) => [tag, groupMetrics(group)]))
}
