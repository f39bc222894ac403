import type { Baseline, BaselineCase } from '../core/baseline.ts'
import type { CaseResult } from '../core/case-result.ts'
import { compareText } from '../core/compare-text.ts'
import type { BaselineComparison, Delta } from '../core/comparison.ts'
import { pairedBootstrap } from '../core/statistics/paired-bootstrap.ts'
import { judgeScores, judgeVerdicts } from './judge-change.ts'

export interface CompareOptions {
  /** Where the baseline came from, for the report. */
  readonly source: string
  /** The first characters of the present prompt's hash. */
  readonly promptHash?: string | undefined
  /** Were cases left out, so that nothing can be said of those that are missing? */
  readonly partial: boolean
  /** Seed of the bootstrap. Default 1. */
  readonly seed?: number
}

/** A case that passed or failed in both runs. */
interface Pair {
  readonly id: string
  readonly now: Pick<CaseResult, 'verdict' | 'score'>
  readonly base: BaselineCase
}

/**
 * The results of a suite beside its accepted ones. Only cases that passed or failed in both runs are paired: an added case, a
 * skipped one and one that could not be asked are no regression.
 */
export function compareWithBaseline(
  results: readonly CaseResult[],
  baseline: Baseline,
  { source, promptHash, partial, seed = 1 }: CompareOptions,
): BaselineComparison {
  const baseOf = (id: string) => (Object.hasOwn(baseline.cases, id) ? baseline.cases[id] : undefined)
  const pairs = results.flatMap((now): Pair[] => {
    const base = baseOf(now.id)
    return base && isJudged(now) && isJudged(base) ? [{ id: now.id, now, base }] : []
  })
  const idsOf = (was: string, is: string) =>
    pairs.filter(({ base, now }) => base.verdict === was && now.verdict === is).map(({ id }) => id)
  const [newlyFailing, fixed] = [idsOf('passed', 'failed'), idsOf('failed', 'passed')]
  const ran = new Set(results.map(({ id }) => id))
  const changes = { pairs: pairs.length, broken: newlyFailing.length, fixed: fixed.length }
  return {
    source,
    ...(promptHash && baseline.prompt ? { promptChanged: !sameHash(promptHash, baseline.prompt.hash) } : {}),
    newlyFailing,
    fixed,
    stillFailing: idsOf('failed', 'failed'),
    added: results.filter(({ id, verdict }) => verdict !== 'skipped' && !baseOf(id)).map(({ id }) => id),
    removed: partial
      ? []
      : Object.keys(baseline.cases)
          .filter((id) => !ran.has(id))
          .sort(compareText),
    ...deltas(pairs, seed),
    significance: judgeVerdicts(changes),
  }
}

/** Fewer than a tuning's: a run may compare dozens of suites of thousands of cases. */
const resamples = 2_000

type Values = readonly (readonly [now: number, base: number])[]

function deltas(
  pairs: readonly Pair[],
  seed: number,
): Pick<BaselineComparison, 'passRate' | 'score' | 'scoreSignificance'> {
  const verdicts = pairs.map(({ now, base }) => [passed(now), passed(base)] as const)
  const both = pairs.filter(({ now, base }) => now.score !== null && base.score !== null)
  const scores = both.map(({ now, base }) => [now.score ?? 0, base.score ?? 0] as const)
  const graded = both.some(
    ({ now, base }) => (now.score ?? 0) - (base.score ?? 0) !== passed(now) - passed(base),
  )
  const passRate = deltaOf(verdicts, seed)
  const score = deltaOf(scores, seed)
  const changed = scores.filter(([now, base]) => now !== base).length
  return {
    ...(passRate ? { passRate } : {}),
    ...(score ? { score } : {}),
    ...(graded && score ? { scoreSignificance: judgeScores(changed, score) } : {}),
  }
}

function deltaOf(values: Values, seed: number): Delta | undefined {
  if (values.length === 0) return undefined
  const mean = (side: 0 | 1) => values.reduce((sum, value) => sum + value[side], 0) / values.length
  const differences = values.map(([now, base]) => now - base)
  return { now: mean(0), base: mean(1), ...pairedBootstrap(differences, { seed, resamples }) }
}

function isJudged({ verdict }: Pick<CaseResult, 'verdict'>): boolean {
  return verdict === 'passed' || verdict === 'failed'
}

function passed({ verdict }: Pick<CaseResult, 'verdict'>): number {
  return verdict === 'passed' ? 1 : 0
}

/** Hashes are kept in different lengths. */
function sameHash(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  return length > 0 && a.slice(0, length) === b.slice(0, length)
}
