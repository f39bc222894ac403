import type { CaseResult } from '../../core/case-result.ts'
import { compareText } from '../../core/compare-text.ts'
import {
  type CaseVariants,
  type KindSensitivity,
  type PerturbKind,
  perturbKinds,
  type Sensitivity,
  type SensitivityPart,
  type VariantResult,
} from '../../core/sensitivity.ts'
import { mean } from '../calibration.ts'
import { type Gap, widestGap } from './widest-gap.ts'

/** A case that was judged as it is, beside what became of its variants. */
interface VariedCase extends CaseVariants, Answer {
  readonly at: CaseResult['at']
}

interface Answer {
  readonly passed: boolean
  readonly score: number
}

/** Sums up what became of the variants, beside the results of the cases themselves. */
export function measureSensitivity(
  { cases: asked, ...part }: SensitivityPart,
  results: readonly CaseResult[],
): Sensitivity {
  const known = new Map(results.map((result) => [result.id, result]))
  // In an order of their own, so that a run in shards comes to the same numbers.
  const ordered = [...asked].sort((a, b) => compareText(a.id, b.id))
  const cases = ordered.flatMap(({ id, variants }): VariedCase[] => {
    const { verdict, score = null, at } = known.get(id) ?? {}
    const judged = verdict === 'passed' || verdict === 'failed'
    return judged && score !== null ? [{ id, variants, passed: verdict === 'passed', score, at }] : []
  })
  const { byScore, byPass, widest } = spreadsOf(cases, perturbKinds)
  return {
    ...part,
    spread: widest?.size ?? null,
    scoreSpread: byScore?.size ?? null,
    passRateSpread: byPass?.size ?? null,
    ...(widest
      ? {
          widest: {
            by: widest === byPass ? 'passRate' : 'score',
            low: widest.low,
            high: widest.high,
            cases: widest.cases,
          },
        }
      : {}),
    kinds: part.settings.kinds.map((kind) => measureKind(kind, cases)),
    cases: cases
      .map(({ at, ...one }) => ({ ...one, ...(at ? { at } : {}), spread: spreadOfCase(one) }))
      .sort((a, b) => b.spread - a.spread),
  }
}

/** Between the original and the variants of some kinds; the pass rate's is told where it is the larger one. */
function spreadsOf(cases: readonly VariedCase[], kinds: readonly PerturbKind[]) {
  const arms = new Map<string, { scores: Map<string, number>; passes: Map<string, number> }>()
  const note = (arm: string, id: string, { score, passed }: Answer) => {
    const values = arms.get(arm) ?? { scores: new Map(), passes: new Map() }
    arms.set(arm, values)
    values.scores.set(id, score)
    values.passes.set(id, Number(passed))
  }
  for (const one of cases) note('original', one.id, one)
  for (const { id, variants } of cases) {
    for (const variant of variants) {
      const answer = kinds.includes(variant.kind) ? answerOf(variant) : undefined
      if (answer) note(`${variant.kind} ${variant.variant}`, id, answer)
    }
  }
  const all = [...arms]
  const byScore = widestGap(all.map(([name, { scores }]) => ({ name, values: scores })))
  const byPass = widestGap(all.map(([name, { passes }]) => ({ name, values: passes })))
  const widest: Gap | undefined = (byPass?.size ?? 0) > (byScore?.size ?? 0) ? byPass : byScore
  return { byScore, byPass, widest }
}

function measureKind(kind: PerturbKind, cases: readonly VariedCase[]): KindSensitivity {
  const own = cases.flatMap((one) =>
    one.variants.flatMap((variant) => (variant.kind === kind ? [{ one, variant }] : [])),
  )
  const judged = own.flatMap(({ one, variant }) => {
    const answer = answerOf(variant)
    return answer ? [{ one, answer }] : []
  })
  const count = (outcome: VariantResult['outcome']) =>
    own.filter(({ variant }) => variant.outcome === outcome).length
  return {
    kind,
    cases: new Set(judged.map(({ one }) => one.id)).size,
    answers: judged.length,
    score: mean(judged.map(({ answer }) => answer.score)),
    passRate: mean(judged.map(({ answer }) => Number(answer.passed))),
    original: {
      score: mean(judged.map(({ one }) => one.score)),
      passRate: mean(judged.map(({ one }) => Number(one.passed))),
    },
    broken: judged.filter(({ one, answer }) => one.passed && !answer.passed).length,
    fixed: judged.filter(({ one, answer }) => !one.passed && answer.passed).length,
    spread: spreadsOf(cases, [kind]).widest?.size ?? null,
    notApplicable: count('not-applicable'),
    refused: count('refused'),
    unscored: count('unscored'),
    errored: count('error'),
    notAsked: count('not-asked'),
  }
}

function answerOf({ outcome, score }: VariantResult): Answer | undefined {
  if (score === undefined || (outcome !== 'passed' && outcome !== 'failed')) return undefined
  return { passed: outcome === 'passed', score }
}

function spreadOfCase({ score, variants }: VariedCase | Omit<VariedCase, 'at'>): number {
  const scores = [score, ...variants.flatMap((variant) => answerOf(variant)?.score ?? [])]
  return Math.max(...scores) - Math.min(...scores)
}
